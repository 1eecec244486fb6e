/**
 * Reads golden transcripts: bytes between host and device, written down by hand from the vendor's manual, as data that the
 * driver's tests and the emulator's tests share.
 *
 *     # comment, anywhere a line may stand or behind bytes
 *     == name of the case
 *     > 1B 40 "Tillproof" 0A      host → device
 *     < 37 22 50 30 30 31 00      device → host
 *
 * Bytes are two hex digits each; text between double quotes is ASCII, with `\"`, `\\`, `\r`, `\n` and `\xNN`. A line that starts
 * with white space goes on with the direction of the line before it, so that long frames can be broken for reading.
 */
import { readFileSync } from 'node:fs';

export interface TranscriptStep {
  readonly from: 'host' | 'device';
  readonly bytes: Uint8Array;
}

export interface TranscriptCase {
  readonly name: string;
  readonly steps: readonly TranscriptStep[];
}

/**
 * Reads the transcript in the file at `path`.
 * @throws SyntaxError naming path and line when the file is no transcript, has no case, or two cases of one name.
 */
export function readTranscript(path: string | URL): readonly TranscriptCase[] {
  return parseTranscript(readFileSync(path, 'utf8'), String(path));
}

interface OpenStep {
  readonly from: TranscriptStep['from'];
  readonly bytes: number[];
}
interface OpenCase {
  readonly name: string;
  readonly steps: OpenStep[];
}

/** As `readTranscript`, from text; `source` is named in errors. */
export function parseTranscript(text: string, source = 'transcript'): readonly TranscriptCase[] {
  const cases: OpenCase[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const refuse = (why: string): never => {
      throw new SyntaxError(`${source}:${index + 1}: ${why}`);
    };
    if (/^\s*(#|$)/.test(line)) continue;
    const title = /^==\s*(.*?)\s*$/.exec(line);
    if (title !== null) {
      const name = title[1] || refuse('a case needs a name: "== name"');
      if (cases.some((known) => known.name === name)) refuse(`two cases are named "${name}"`);
      cases.push({ name, steps: [] });
      continue;
    }
    const open = cases.at(-1) ?? refuse('bytes before the first "== name"');
    readByteLine(line, open, refuse);
  }
  if (cases.length === 0) throw new SyntaxError(`${source}: no case; a case starts with "== name"`);
  return cases.map((done) => ({
    name: done.name,
    steps: done.steps.map((step) => ({ from: step.from, bytes: Uint8Array.from(step.bytes) })),
  }));
}

function readByteLine(line: string, open: OpenCase, refuse: (why: string) => never): void {
  const direction = /^[<>]/.exec(line)?.[0];
  const bytes = readBytes(direction === undefined ? line : line.slice(1), refuse);
  if (bytes.length === 0) refuse('a direction without bytes');
  if (direction !== undefined) {
    open.steps.push({ from: direction === '>' ? 'host' : 'device', bytes });
    return;
  }
  if (!/^\s/.test(line)) refuse('a line starts with ">", "<", "==", "#" or white space (goes on with the line before)');
  const last = open.steps.at(-1) ?? refuse('nothing to go on with');
  last.bytes.push(...bytes);
}

function readBytes(text: string, refuse: (why: string) => never): number[] {
  const bytes: number[] = [];
  let rest = text.trimStart();
  while (rest !== '' && !rest.startsWith('#')) {
    const hex = /^([0-9A-Fa-f]{2})(?=\s|$|#|")/.exec(rest);
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
    const token = hex ?? quoted ?? refuse(`neither two hex digits nor "text": ${rest.slice(0, 12)}`);
    if (hex !== null) bytes.push(Number.parseInt(hex[1] as string, 16));
    else bytes.push(...readQuoted(token[1] as string, refuse));
    rest = rest.slice(token[0].length).trimStart();
  }
  return bytes;
}

const ESCAPED: ReadonlyMap<string, number> = new Map([
  ['"', 0x22],
  ['\\', 0x5c],
  ['n', 0x0a],
  ['r', 0x0d],
]);

function readQuoted(text: string, refuse: (why: string) => never): number[] {
  const bytes: number[] = [];
  let at = 0;
  while (at < text.length) {
    const numeric = /^\\x([0-9A-Fa-f]{2})/.exec(text.slice(at));
    if (numeric !== null) {
      bytes.push(Number.parseInt(numeric[1] as string, 16));
      at += 4;
    } else if (text[at] === '\\') {
      const letter = text.charAt(at + 1);
      bytes.push(ESCAPED.get(letter) ?? refuse(`unknown escape \\${letter}; known: \\" \\\\ \\n \\r \\xNN`));
      at += 2;
    } else {
      const code = text.charCodeAt(at);
      bytes.push(
        code >= 0x20 && code < 0x7f ? code : refuse('text between quotes is printable ASCII; write the rest as hex'),
      );
      at += 1;
    }
  }
  return bytes;
}
