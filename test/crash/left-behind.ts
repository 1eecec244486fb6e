/** What a broken point leaves: the counter's files and what each device has told, so that the cause can be looked for when the counter is gone. */
import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Countertop } from '../countertop/countertop.ts';
import { type CutPoint, pointName } from './knife.ts';

/** @param file where the sweep is kept; @returns the folder beside it into which everything was copied, the oldest breach of a point first */
export function keepLeftBehind(countertop: Countertop, file: string, point: CutPoint): string {
  const into = freeName(join(`${file}.broken`, pointName(point).replaceAll(':', '-')));
  copyFiles(countertop.folder, into);
  const { printer, printer2, acquirer, display, keypad, reader, firmware } = countertop;
  const told = [printer, printer2, acquirer, display, keypad, reader].filter((emulator) => emulator !== null);
  for (const { name, events } of told) writeFileSync(join(into, `${name}.jsonl`), linesOf(events));
  writeFileSync(join(into, 'entries.jsonl'), linesOf(countertop.entries()));
  writeFileSync(join(into, 'screen.txt'), `${firmware.frame.join('\n')}\n${firmware.stderr}`);
  return into;
}

function freeName(path: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? path : `${path}-${n}`;
    if (!existsSync(name)) return name;
  }
}

const linesOf = (things: readonly unknown[]): string => things.map((thing) => `${JSON.stringify(thing)}\n`).join('');

/** Files and folders only: sockets and the names of pseudo-terminals lead to nothing tomorrow. */
function copyFiles(from: string, into: string): void {
  mkdirSync(into, { recursive: true });
  for (const name of readdirSync(from)) {
    const kind = lstatSync(join(from, name));
    if (kind.isDirectory()) copyFiles(join(from, name), join(into, name));
    else if (kind.isFile()) copyFileSync(join(from, name), join(into, name));
  }
}
