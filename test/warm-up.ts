/**
 * Before the tests, and beside the first of them: the firmware starts once and ends by itself, because it is given no configuration. What Node has
 * compiled, and which file each import leads to (scripts/start/module-map.mjs), is kept at an orderly end only; a terminal whose power is cut
 * leaves nothing behind, and in a fresh clone every start of the run would find and compile everything anew.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { firmwareCommand } from './countertop/firmware-command.ts';

const ROOT = join(import.meta.dirname, '..');

let ended: Promise<unknown> = Promise.resolve();

/** Vitest calls it before the first test, and does not wait for the firmware. */
export function setup(): void {
  const main = join(ROOT, 'firmware', 'main.ts');
  const none = join(ROOT, 'no-such-configuration.json');
  const [command, ...args] = firmwareCommand(main, none);
  const firmware = spawn(command, args, { stdio: 'ignore' });
  ended = once(firmware, 'exit');
}

export async function teardown(): Promise<void> {
  await ended;
}
