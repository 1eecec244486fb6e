/**
 * How far the journal has come, noted beside it after each commit: `journal.end`. The chain of a journal that lost its newest entries (its
 * log removed or cut short, an old copy laid in its place) is whole in itself, and its numbers would be used again (museum: odoo-125037).
 *
 * Not synced: the commit already is, and a sync more for each would cost a sale dearly. So the note may be older than the journal after
 * a power cut, never newer; what it cannot show then, the acquirer's totals show at the day's close.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { sha256Hex } from './canonical.ts';
import { JournalBroken } from './failures.ts';

export interface JournalEnd {
  readonly seq: number;
  readonly hash: string;
}

/** One sector: written in one piece or not at all; what is spoilt all the same says so by its check. */
const BYTES = 512;
const LINE = /^entry (\d{1,15}) ([0-9a-f]{64}) check ([0-9a-f]{16})\n *\n$/;

const checkOf = (seq: string, hash: string): string => sha256Hex(`tillproof end ${seq} ${hash}`).slice(0, 16);

/** @returns null where there is no note, or none that can be believed. */
export function readEndMark(file: string): JournalEnd | null {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch {
    return null;
  }
  const [, seq = '', hash = '', check = ''] = LINE.exec(text) ?? [];
  return check !== '' && check === checkOf(seq, hash) ? { seq: Number(seq), hash } : null;
}

/** The pen: one file kept open, one record written over and over. */
export class EndMark {
  readonly #handle: number;

  /** @param file made where it is missing, for the terminal's user alone. @throws what the system says: a full disk is noticed here, not at a sale */
  constructor(file: string, end: JournalEnd) {
    closeSync(openSync(file, 'a', 0o600));
    this.#handle = openSync(file, 'r+');
    this.#write(end);
  }

  note(end: JournalEnd): void {
    try {
      this.#write(end);
    } catch {
      // The commit stands; an older note is true as well. A disk that fails here says so at the next commit.
    }
  }

  #write({ seq, hash }: JournalEnd): void {
    const line = `entry ${seq} ${hash} check ${checkOf(String(seq), hash)}\n`;
    writeSync(this.#handle, Buffer.from(`${line.padEnd(BYTES - 1)}\n`, 'latin1'), 0, BYTES, 0);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

/**
 * @param hashAt the hash of an entry of the journal, null where it does not go so far.
 * @throws JournalBroken where the journal ends before the note, or had another entry in that place.
 */
export function demandReaches(mark: JournalEnd | null, hashAt: (seq: number) => string | null, folder: string): void {
  if (mark === null || mark.seq === 0 || hashAt(mark.seq) === mark.hash) return;
  throw new JournalBroken(
    `entry ${mark.seq} was written here and is gone: the log journal.sqlite-wal was removed or cut short, or an older copy of the journal was laid in its place. ` +
      'Its trace and slip numbers would be used again. Do not trade. Put the missing file back; or go on from what is left, with no number used twice: ' +
      `npm run journal -- restore ${folder} --data ${folder}`,
  );
}
