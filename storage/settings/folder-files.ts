/** What a technician may take home: `outgoing/` of the data folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../keys/device-key.ts';

export interface FolderFile {
  readonly name: string;
  readonly bytes: number;
}

export interface FolderFiles {
  readonly folder: string;
  list(): readonly FolderFile[];
  /** Null for what is not here, or is no plain name. */
  read(name: string): Uint8Array | null;
  write(name: string, bytes: Uint8Array): void;
}

/** A name without a way out of the folder. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

export function folderFiles(dataFolder: string, name: 'outgoing'): FolderFiles {
  const folder = join(dataFolder, name);
  const list = (): readonly FolderFile[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => PLAIN.test(file) && statSync(join(folder, file)).isFile())
          .map((file) => ({ name: file, bytes: statSync(join(folder, file)).size }))
      : [];
  return {
    folder,
    list,
    read: (file) => (list().some((one) => one.name === file) ? readFileSync(join(folder, file)) : null),
    write: (file, bytes) => {
      if (!PLAIN.test(file)) throw new Error(`no plain name: ${file}`);
      if (!existsSync(folder)) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        syncFolder(dataFolder);
      }
      writeDurably(join(folder, file), bytes, 0o600);
    },
  };
}
