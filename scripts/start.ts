/**
 * `npm start`: the terminal on a virtual counter in this window. `npm start -- --config FILE`: the same firmware on the devices
 * named in FILE, with no emulator anywhere.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../storage/journal/failures.ts';
import { runCounter } from './start/counter.ts';
import { supervise } from './start/supervisor.ts';

const USAGE = 'usage: npm start [-- --config terminal.json] [-- --folder DIR]';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, folder: { type: 'string' } } });
  if (values.config !== undefined) return supervise(resolve(values.config));
  return runCounter(resolve(values.folder ?? 'var/counter'));
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}; ${USAGE}\n`);
  process.exitCode = 2;
}
