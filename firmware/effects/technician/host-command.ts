/**
 * Reboot or power-off of the machine below, as whoever installed the terminal has allowed it: `maintenance.rebootCommand` and `shutdownCommand` of
 * terminal.json, a program and its arguments, no shell. Run as the last thing that this process does, after the journal is closed.
 */
import { spawnSync } from 'node:child_process';

/** Such a command only asks for it; one that hangs must not keep the shop closed. */
const LONGEST_MS = 10_000;

/** @returns whether the program has said that it was done; why not goes to stderr. */
export function runHostCommand([program = '', ...args]: readonly string[]): boolean {
  const { error, status, signal } = spawnSync(program, args, { stdio: 'ignore', timeout: LONGEST_MS });
  if (error === undefined && status === 0) return true;
  const why = error?.message ?? `${program} ended with ${status ?? signal}`;
  process.stderr.write(`系统命令未执行,终端重启 the host command failed, the terminal starts again: ${why}\n`);
  return false;
}
