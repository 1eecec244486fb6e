/** The two folders of files beside the journal: what can be taken home (`outgoing`), and the quarantine (`incoming`). Made at first use. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteSource } from '../../../drivers/console/transfer/transfer.ts';
import type { FileOnShelf } from '../../maintenance/files-desk.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { findSz } from './zmodem-program.ts';

/** Half an hour at 115 200 baud. */
const MOST_SENT_BYTES = 16 * 1024 * 1024;
const HASH_PIECE_BYTES = 256 * 1024;

export interface OpenedFile {
  readonly source: ByteSource;
  readonly path: string;
  readonly sha256: string;
  close(): void;
}

export interface FileStore {
  /** Where exports, bundles and backups are put for the technician. */
  readonly outgoingFolder: string;
  outgoing(): readonly FileOnShelf[];
  /** For reading; what it holds from here on is what was hashed. */
  open(name: string): OpenedFile | 'missing' | 'too-large';
  incoming(): Quarantine;
  /** The program `sz`, null where it is not installed. */
  readonly sz: string | null;
}

/** @param folder the data folder; @param searchPath as the variable PATH has it */
export function fileStore(folder: string, searchPath: string): FileStore {
  const outgoingFolder = join(folder, 'outgoing');
  let quarantine: Quarantine | null = null;
  return {
    outgoingFolder,
    outgoing: () => plainFiles(outgoingFolder),
    open(name) {
      const known = plainFiles(outgoingFolder).find((file) => file.name === name);
      if (known === undefined) return 'missing';
      return known.sizeBytes > MOST_SENT_BYTES ? 'too-large' : opened(join(outgoingFolder, name), name);
    },
    incoming() {
      quarantine ??= openQuarantine(join(folder, 'incoming'));
      return quarantine;
    },
    get sz() {
      return findSz(searchPath);
    },
  };
}

/** @throws ErrnoException where the disk does not play along */
function plainFiles(folder: string): readonly FileOnShelf[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => ({ name, status: lstatSync(join(folder, name)) }))
    .filter(({ status }) => status.isFile())
    .map(({ name, status }) => ({ name, sizeBytes: status.size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function opened(path: string, name: string): OpenedFile {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const sizeBytes = fstatSync(descriptor).size;
  const piece = (offsetBytes: number, lengthBytes: number): Uint8Array => {
    const bytes = new Uint8Array(lengthBytes);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, lengthBytes, offsetBytes));
  };
  const hash = createHash('sha256');
  for (let at = 0; at < sizeBytes; at += HASH_PIECE_BYTES)
    hash.update(piece(at, Math.min(HASH_PIECE_BYTES, sizeBytes - at)));
  const read = (offsetBytes: number, lengthBytes: number): Uint8Array | null => {
    try {
      return piece(offsetBytes, lengthBytes);
    } catch {
      return null; // the disk's fault: the transfer gives up
    }
  };
  return { source: { name, sizeBytes, read }, path, sha256: hash.digest('hex'), close: () => closeSync(descriptor) };
}
