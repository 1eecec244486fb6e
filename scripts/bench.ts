/**
 * `npm run bench`: our figures beside those of raw SQLite, the wire and four other encoders, measured in one run on this machine; one line
 * each with ratio, budget (design, "Budgets") and whether it was kept. Nothing is asserted: exit 0, or 2 for an option. Other work on the machine shows.
 */

import { messageOf } from '../storage/journal/failures.ts';
import { commitLines, memoryLines, startLines, statusLines } from './bench/counter.ts';
import { encoderLines } from './bench/encoders.ts';
import { lookUpLines } from './bench/look-ups.ts';
import { type Line, shown } from './bench/verdict.ts';
import { wireLines } from './bench/wire.ts';

const PARTS: Readonly<Record<string, () => Promise<readonly Line[]> | readonly Line[]>> = {
  encoders: encoderLines,
  wire: wireLines,
  status: statusLines,
  commits: commitLines,
  'look-ups': lookUpLines,
  start: startLines,
  memory: memoryLines,
};

if (process.argv.length > 2) {
  process.stderr.write(`bench: ${process.argv.slice(2).join(' ')}: it takes no options; usage: npm run bench\n`);
  process.exit(2);
}
for (const [name, measure] of Object.entries(PARTS)) {
  try {
    for (const line of await measure()) process.stdout.write(`${shown(line)}\n`);
  } catch (error) {
    process.stdout.write(`${name}: not measured: ${messageOf(error)}\n`);
  }
}
process.exit(0);
