/** Files by the technician's own line, as the firmware hands them to the commands (`../effects/technician/files.ts`). */
import type { TransferResult } from '../../drivers/console/transfer/transfer.ts';

export type Protocol = 'ymodem' | 'xmodem' | 'zmodem' | 'base64';

export interface FileOnShelf {
  readonly name: string;
  readonly sizeBytes: number;
}

/** A file that came in whole and waits in the quarantine. */
export interface KeptFile extends FileOnShelf {
  /** Lower-case hex. */
  readonly sha256: string;
  /** What XMODEM has filled up the last block with, and the SHA-256 without it. */
  readonly fillBytes: number;
  readonly sha256WithoutFill: string;
}

export interface OfferedFile extends FileOnShelf {
  readonly sha256: string;
}

/** The line has been given back. */
export interface Transferred {
  readonly is: 'transferred';
  readonly result: TransferResult;
  /** What came in, whatever became of the rest. */
  readonly kept: readonly KeptFile[];
}

export interface FilesDesk {
  /** What can be taken home: exports, bundles and backups are put there. */
  outgoing(): readonly FileOnShelf[];
  /** The quarantine. */
  incoming(): readonly FileOnShelf[];
  /** ZMODEM needs a program that is not everywhere. */
  hasZmodem(): boolean;
  /** The file with its SHA-256. */
  offer(name: string): OfferedFile | 'missing' | 'too-large';
  /** Takes the line; `transferred` follows when it is back. False: the file is gone, the program is missing, or there is no line. */
  send(who: string, name: string, by: Protocol): boolean;
  /** @param nameless the name of a file that comes without one */
  receive(who: string, by: Exclude<Protocol, 'zmodem'>, nameless: string): boolean;
  /** Gives the line back however the command ended; a transfer under way ends there, and leaves nothing. */
  stop(): void;
  verify(name: string, sha256: string): 'same' | 'different' | 'missing';
  /** Its bytes, without fill, if `verify` has found them right since the terminal started and they are so still. */
  verified(name: string): Uint8Array | 'missing' | 'unverified';
  remove(name: string): boolean;
}
