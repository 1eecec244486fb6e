/** How far the terminal's time is ahead of the machine's clock, which it may not be allowed to set. The journal says who changed it, and when. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../keys/device-key.ts';

const FILE = 'clock.json';
/** A hundred years: more is no clock that anybody has set, and no date that can be written down. */
const MOST_MS = 100 * 365.25 * 86_400_000;

/** Milliseconds; 0 where nobody has set the clock, or the file cannot be understood. */
export function readClockOffset(folder: string): number {
  const file = join(folder, FILE);
  if (!existsSync(file)) return 0;
  try {
    const { offsetMs } = JSON.parse(readFileSync(file, 'utf8')) as { offsetMs?: unknown };
    const isOffset = typeof offsetMs === 'number' && Number.isSafeInteger(offsetMs) && Math.abs(offsetMs) <= MOST_MS;
    return isOffset ? offsetMs : 0;
  } catch {
    return 0;
  }
}

export function writeClockOffset(folder: string, offsetMs: number): void {
  writeDurably(join(folder, FILE), Buffer.from(`${JSON.stringify({ offsetMs })}\n`), 0o600);
}
