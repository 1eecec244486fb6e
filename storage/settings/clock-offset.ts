/** How far the terminal's time is ahead of the machine's clock, which it may not be allowed to set. The journal says who changed it, and when. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../keys/device-key.ts';

const FILE = 'clock.json';

/** Milliseconds; 0 where nobody has set the clock, or the file cannot be understood. */
export function readClockOffset(folder: string): number {
  const file = join(folder, FILE);
  if (!existsSync(file)) return 0;
  try {
    const { offsetMs } = JSON.parse(readFileSync(file, 'utf8')) as { offsetMs?: unknown };
    return typeof offsetMs === 'number' && Number.isSafeInteger(offsetMs) ? offsetMs : 0;
  } catch {
    return 0;
  }
}

export function writeClockOffset(folder: string, offsetMs: number): void {
  writeDurably(join(folder, FILE), Buffer.from(`${JSON.stringify({ offsetMs })}\n`), 0o600);
}
