/**
 * A file as text, for a line on which nothing but a terminal program is to be had (facts/maintenance "File transfer"): the program's log
 * catches it, `base64 -d` reads it. Pure; the format is in README.md.
 */
import { ETX } from './wire.ts';

/** Bytes a line: 76 characters, as `base64` writes them. */
export const LINE_BYTES = 57;
/** Far more than any line of the format; whoever sends a longer one sends something else. */
const LONGEST_LINE = 1_000;
const NAME = /^[^\s/\\]{1,200}$/;

export function beginLine(name: string, sizeBytes: number): string {
  return `=== BEGIN ${name.replace(/\s/g, '_')} ${sizeBytes} bytes base64\r\n`;
}

/** Whole lines of base64 of `bytes`, which is a multiple of `LINE_BYTES` but at the end of the file. */
export function bodyLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_BYTES)
    lines.push(`${Buffer.from(bytes.subarray(at, at + LINE_BYTES)).toString('base64')}\r\n`);
  return lines.join('');
}

/** @param sha256 lower-case hex */
export function endLine(name: string, sha256: string): string {
  return `=== END ${name.replace(/\s/g, '_')} sha256 ${sha256}\r\n`;
}

/** What one line of an incoming text means. */
export type TextLine =
  | { readonly kind: 'begin'; readonly name: string; readonly sizeBytes: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** `sha256` null where it ends with a lone dot, by hand. */
  | { readonly kind: 'end'; readonly sha256: string | null }
  | { readonly kind: 'blank' }
  | { readonly kind: 'damaged' };

export function readTextLine(line: string): TextLine {
  const text = line.trim();
  if (text === '') return { kind: 'blank' };
  if (text === '.') return { kind: 'end', sha256: null };
  const begin = /^=== BEGIN (\S+) (\d{1,15}) bytes base64$/.exec(text);
  if (begin !== null) {
    const name = begin[1] as string;
    return NAME.test(name) ? { kind: 'begin', name, sizeBytes: Number(begin[2]) } : { kind: 'damaged' };
  }
  const end = /^=== END \S+ sha256 ([0-9a-f]{64})$/.exec(text);
  if (end !== null) return { kind: 'end', sha256: end[1] as string };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return { kind: 'damaged' };
  return { kind: 'bytes', bytes: Uint8Array.from(Buffer.from(text, 'base64')) };
}

/** Bytes that arrived → whole lines; what is left of the last one; whether Ctrl-C was among them. */
export interface TextChunk {
  readonly lines: readonly string[];
  readonly rest: string;
  readonly interrupted: boolean;
  readonly overlong: boolean;
}

/** Cuts at CR, LF or both. Bytes outside ASCII stay visible as damage. */
export function cutLines(rest: string, bytes: Uint8Array): TextChunk {
  const interrupted = bytes.includes(ETX);
  const lines = (rest + Buffer.from(bytes).toString('latin1')).split(/\r\n|\r|\n/);
  const last = lines.pop() ?? '';
  const overlong = last.length > LONGEST_LINE || lines.some((line) => line.length > LONGEST_LINE);
  return { lines, rest: last.slice(0, LONGEST_LINE + 1), interrupted, overlong };
}
