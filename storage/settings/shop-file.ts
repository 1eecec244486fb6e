/** A file that the shop puts beside the terminal: the configuration, the policy, the goods, the logo. Read whole, and looked at for changes. */
import { readFileSync, statSync } from 'node:fs';

export interface ShopFile {
  readonly path: string;
  /** Changes whenever the file does (time, size, inode); empty: there is none. */
  state(): string;
  /** @throws what the system says, where it cannot be read */
  read(): Uint8Array;
}

/** @param path absolute; the file need not be there yet */
export function shopFile(path: string): ShopFile {
  return {
    path,
    state: () => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
    },
    read: () => readFileSync(path),
  };
}
