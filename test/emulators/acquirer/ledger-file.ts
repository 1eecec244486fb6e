/** The ledger on disk: JSON lines, each synchronised before it counts. Killing the process loses nothing that was answered. */
import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LedgerStorage } from './ledger.ts';
import type { LedgerLine } from './ledger-lines.ts';

export interface OpenedLedgerFile {
  readonly lines: readonly LedgerLine[];
  readonly storage: LedgerStorage;
  close(): void;
}

/**
 * Reads what is there and opens it for appending. A last line without its end was being written when the process died; nobody
 * was told of it, so it is cut off.
 * @throws Error if any other line is no JSON: then it is not a ledger
 */
export function openLedgerFile(path: string): OpenedLedgerFile {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
  const lines = whole
    .toString('utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text, i) => parse(text, i + 1));
  const file = openSync(path, 'a', 0o600);
  if (whole.length < bytes.length) {
    ftruncateSync(file, whole.length);
    fdatasyncSync(file);
  }
  const append = (line: LedgerLine): void => {
    const text = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let done = 0; done < text.length; ) done += writeSync(file, text, done);
    fdatasyncSync(file);
  };
  return { lines, storage: { append }, close: () => closeSync(file) };
}

function parse(text: string, number: number): LedgerLine {
  try {
    return JSON.parse(text) as LedgerLine;
  } catch {
    throw new Error(`line ${number} of the ledger is damaged`);
  }
}
