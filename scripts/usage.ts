/** How a command ends that could not do what was asked: 2 where a person can put it right, 70 where only we can. */
import { messageOf } from '../storage/journal/failures.ts';
import { NobodyReads } from './output.ts';

/** What a person typed makes no sense to a command: exit 2, with what would. */
export class WrongUsage extends Error {}

/** The machine lacks what a command needs: exit 2 as well, with what to install; what may be typed would not help. */
export class CannotRunHere extends Error {}

const EXIT_USAGE = 2;
const EXIT_BUG = 70;

/** Whether `parseArgs` has refused what was typed. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');

/**
 * Says on stderr what has ended a command: one line for wrong usage, with the stack below it for a bug.
 * @param usage what may be typed
 * @returns the exit code
 */
export function failed(command: string, error: unknown, usage: string): number {
  if (error instanceof NobodyReads) return EXIT_USAGE;
  const said = messageOf(error).replaceAll(/\s*\n\s*/g, ' ');
  if (error instanceof CannotRunHere) {
    process.stderr.write(`${command}: ${said}\n`);
    return EXIT_USAGE;
  }
  if (error instanceof WrongUsage || isRefusal(error)) {
    process.stderr.write(`${command}: ${said}${said.includes('usage: ') ? '' : `; usage: ${usage}`}\n`);
    return EXIT_USAGE;
  }
  process.stderr.write(`${command}: ${said}; a bug: report it with what follows\n`);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`);
  return EXIT_BUG;
}
