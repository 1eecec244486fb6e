/** Every entry with its hash, one JSON line each: to a new file, or to stdout. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { messageOf } from '../../storage/journal/failures.ts';
import type { JournalReader } from '../../storage/journal/reader.ts';
import { WrongUsage } from '../usage.ts';
import { print } from './print.ts';

/**
 * @param target the file, `-` for stdout
 * @throws WrongUsage where the file exists or cannot be written
 */
export function exportLines(reader: JournalReader, target: string): void {
  if (target === '-') {
    for (const line of reader.lines()) print(line);
    return;
  }
  const handle = openFile(target);
  let count = 0;
  try {
    for (const line of reader.lines()) {
      writeSync(handle, `${line}\n`);
      count += 1;
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  print(`${count} entries in ${target}`);
}

function openFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    throw new WrongUsage(`cannot write ${path}: ${messageOf(error)}; name a new file in a folder that can be written`);
  }
}
