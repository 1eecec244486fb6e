/**
 * Where files from outside wait: one folder of its own, names made safe, limits in count and bytes, nothing overwritten. A file is here only
 * when all of it is (written under another name, synced, then named), and its bytes leave only for who names their SHA-256.
 */
import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ByteSink, SinkAnswer } from '../../../drivers/console/transfer/transfer.ts';
import { numberedName, safeFileName } from './quarantine-name.ts';

export interface QuarantineLimits {
  readonly mostFiles: number;
  readonly mostBytesPerFile: number;
  readonly mostBytes: number;
}

/** A catalogue or a configuration is kilobytes; what is larger does not come by a serial line. */
const QUARANTINE_LIMITS: QuarantineLimits = {
  mostFiles: 16,
  mostBytesPerFile: 8 * 1024 * 1024,
  mostBytes: 32 * 1024 * 1024,
};

export interface QuarantinedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** XMODEM does not tell where a file ends and fills up with 1A: how many of them it ends in, and the SHA-256 without them. */
  readonly fillBytes: number;
  readonly sha256WithoutFill: string;
}

export type VerifiedBytes =
  | { readonly verified: true; readonly bytes: Uint8Array }
  | { readonly verified: false; readonly why: 'missing' | 'different' };

export interface Quarantine {
  /**
   * A sink for one transfer. `kept` is called for each whole file.
   * @param nameless what a file is called that comes without a name
   */
  sink(nameless: string, kept: (file: QuarantinedFile) => void): ByteSink;
  list(): readonly { readonly name: string; readonly sizeBytes: number }[];
  /** The bytes, if they have this SHA-256 with or without their fill; hashed and handed out in one breath. */
  read(name: string, sha256: string): VerifiedBytes;
  /** False: there is none of this name. */
  remove(name: string): boolean;
}

const PART = '.part';
const FILL = 0x1a;

/** Opens, or makes, the quarantine in `folder`. What an interrupted transfer has left is removed. */
export function openQuarantine(folder: string, limits: QuarantineLimits = QUARANTINE_LIMITS): Quarantine {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (name.endsWith(PART)) unlinkSync(join(folder, name));
  const list = () => wholeFiles(folder);
  return {
    list,
    sink: (nameless, kept) => new QuarantineSink(folder, limits, nameless, kept),
    read(name, sha256) {
      if (!list().some((file) => file.name === name)) return { verified: false, why: 'missing' };
      const bytes = readFileSync(join(folder, name));
      const wanted = sha256.toLowerCase();
      if (hashOf(bytes) === wanted) return { verified: true, bytes };
      const bare = bytes.subarray(0, bytes.length - fillOf(bytes));
      return hashOf(bare) === wanted ? { verified: true, bytes: bare } : { verified: false, why: 'different' };
    },
    remove(name) {
      if (!list().some((file) => file.name === name)) return false;
      unlinkSync(join(folder, name));
      return true;
    },
  };
}

function wholeFiles(folder: string): readonly { readonly name: string; readonly sizeBytes: number }[] {
  return readdirSync(folder)
    .filter((name) => safeFileName(name) === name && !name.endsWith(PART))
    .map((name) => ({ name, status: lstatSync(join(folder, name)) }))
    .filter(({ status }) => status.isFile())
    .map(({ name, status }) => ({ name, sizeBytes: status.size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface OpenFile {
  readonly descriptor: number;
  readonly path: string;
  readonly name: string;
}

class QuarantineSink implements ByteSink {
  readonly #folder: string;
  readonly #limits: QuarantineLimits;
  readonly #nameless: string;
  readonly #kept: (file: QuarantinedFile) => void;
  #file: OpenFile | null = null;
  #sizeBytes = 0;
  #roomBytes = 0;
  #hash: Hash = createHash('sha256');
  /** At the end of what came so far: it may be fill, or go on. */
  #fillBytes = 0;

  constructor(folder: string, limits: QuarantineLimits, nameless: string, kept: (file: QuarantinedFile) => void) {
    this.#folder = folder;
    this.#limits = limits;
    this.#nameless = nameless;
    this.#kept = kept;
  }

  open(announced: { readonly name: string; readonly sizeBytes: number | null } | null): SinkAnswer {
    const { mostFiles, mostBytes, mostBytesPerFile } = this.#limits;
    const present = wholeFiles(this.#folder);
    if (present.length >= mostFiles) return refused(`the quarantine holds ${mostFiles} files already`);
    const left = mostBytes - present.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#roomBytes = Math.min(mostBytesPerFile, left);
    if ((announced?.sizeBytes ?? 0) > this.#roomBytes)
      return refused(`${announced?.sizeBytes} bytes; there is room for ${this.#roomBytes}`);
    const name = safeFileName(announced?.name ?? this.#nameless);
    const path = join(this.#folder, `${name}${PART}`);
    this.#sizeBytes = 0;
    this.#fillBytes = 0;
    this.#hash = createHash('sha256');
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
    return attempted(() => {
      this.#file = { descriptor: openSync(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600), path, name };
    });
  }

  append(bytes: Uint8Array): SinkAnswer {
    const file = this.#file;
    if (file === null) return refused('no file is open');
    if (this.#sizeBytes + bytes.length > this.#roomBytes) return refused(`more than ${this.#roomBytes} bytes`);
    return attempted(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file.descriptor, bytes, at);
      this.#sizeBytes += bytes.length;
      const fill = fillOf(bytes);
      if (fill < bytes.length) this.#flushFill();
      this.#hash.update(bytes.subarray(0, bytes.length - fill));
      this.#fillBytes += fill;
    });
  }

  #flushFill(): void {
    if (this.#fillBytes > 0) this.#hash.update(new Uint8Array(this.#fillBytes).fill(FILL));
    this.#fillBytes = 0;
  }

  finish(): SinkAnswer {
    const file = this.#file;
    if (file === null) return refused('no file is open');
    const [fillBytes, sha256WithoutFill] = [this.#fillBytes, this.#hash.copy().digest('hex')];
    this.#flushFill();
    const answer = attempted(() => {
      fsyncSync(file.descriptor);
      const name = this.#nameIt(file);
      syncFolder(this.#folder);
      const sha256 = this.#hash.digest('hex');
      this.#kept({ name, sizeBytes: this.#sizeBytes, sha256, fillBytes, sha256WithoutFill });
    });
    this.discard(); // of the name that it had while it was not whole
    return answer;
  }

  /** A link fails where a rename would overwrite. */
  #nameIt(file: OpenFile): string {
    for (let n = 1; ; n++) {
      const name = numberedName(file.name, n);
      try {
        linkSync(file.path, join(this.#folder, name));
        return name;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  discard(): void {
    const file = this.#file;
    this.#file = null;
    if (file === null) return;
    closeSync(file.descriptor);
    attempted(() => unlinkSync(file.path));
  }
}

function refused(why: string): SinkAnswer {
  return { taken: false, why };
}

/** A disk that is full or broken refuses; it does not end the terminal. A journal that cannot be written does: its exceptions name no system call. */
function attempted(act: () => void): SinkAnswer {
  try {
    act();
    return { taken: true };
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    return refused('code' in error && error.code === 'ENOSPC' ? 'there is no room on the disk' : error.message);
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function fillOf(bytes: Uint8Array): number {
  let fill = 0;
  while (fill < bytes.length && bytes[bytes.length - 1 - fill] === FILL) fill++;
  return fill;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
