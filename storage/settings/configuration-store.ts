/** `terminal.json` as a technician may change it: whole, durably, and with the way back. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../keys/device-key.ts';

export interface ConfigurationStore {
  text(): string;
  /** @returns the number under which the text before is kept. */
  replace(text: string): number;
  /** Numbers of the kept texts, oldest first. */
  versions(): readonly number[];
  /** Null where there is none of that number. */
  version(number: number): string | null;
}

const NAME = /^(\d{6})\.json$/;

/** @param path of terminal.json; @param folder the data folder */
export function configurationStore(path: string, folder: string): ConfigurationStore {
  const kept = join(folder, 'configuration');
  const file = (number: number): string => join(kept, `${String(number).padStart(6, '0')}.json`);
  const versions = (): readonly number[] =>
    existsSync(kept)
      ? readdirSync(kept)
          .flatMap((name) => NAME.exec(name)?.[1] ?? [])
          .map(Number)
          .sort((a, b) => a - b)
      : [];
  return {
    text: () => readFileSync(path, 'utf8'),
    replace: (text) => {
      mkdirSync(kept, { recursive: true, mode: 0o700 });
      syncFolder(folder);
      const number = (versions().at(-1) ?? 0) + 1;
      writeDurably(file(number), readFileSync(path), 0o600);
      writeDurably(path, Buffer.from(text, 'utf8'), 0o600);
      return number;
    },
    versions,
    version: (number) => (existsSync(file(number)) ? readFileSync(file(number), 'utf8') : null),
  };
}
