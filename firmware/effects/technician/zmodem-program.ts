/** `sz` of lrzsz as a child: the fast way out where it is installed. What comes in never goes through `rz`, which wrote where it was told to (facts/maintenance). */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { StartProgram } from '../../../drivers/console/transfer/relay.ts';

/** Debian calls it `sz`, some others `lsz`. */
const NAMES = ['sz', 'lsz'] as const;

/** The program's path, or null where it is not installed. @param searchPath as the variable PATH has it */
export function findSz(searchPath: string): string | null {
  const candidates = searchPath.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Sends `paths` under their last parts. `-w 4096` keeps it from running ahead of the line; `-b` sends bytes as they are.
 * @param program from `findSz`
 */
export function startSz(program: string, paths: readonly string[]): StartProgram {
  return (events) => {
    const options = ['--binary', '--quiet', '--windowsize', '4096', '--'];
    const child: ChildProcess = spawn(program, [...options, ...paths], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
    let over = false;
    const end = (code: number | null): void => {
      if (over) return;
      over = true;
      events.ended(code);
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!over) events.bytes(chunk);
    });
    child.stdin?.on('error', () => {}); // it has ended; `close` says so
    child.on('error', () => end(null));
    child.on('close', (code) => end(code));
    return {
      write: (bytes) => void child.stdin?.write(bytes),
      pause: () => void child.stdout?.pause(),
      resume: () => void child.stdout?.resume(),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
