/**
 * A disk that has seen a recorded run up to some point, and what a power cut at that point can leave of it. What was synced is there.
 * Of the rest: any part of the data, in pieces of 4096 bytes as the page cache writes them; the changes of names up to some point
 * in their order (a sync of a folder makes only the names in that folder sure, a sync of a file only its data).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Operation } from './trace.ts';

const PIECE = 4096;

type Naming = Extract<Operation, { op: 'create' | 'makeFolder' | 'remove' | 'rename' }>;
type Piece = { readonly offset: number; readonly data: Buffer } | { readonly size: number };

class Inode {
  readonly isFolder: boolean;
  durable: Buffer = Buffer.alloc(0);
  pending: Piece[] = [];

  constructor(isFolder: boolean) {
    this.isFolder = isFolder;
  }

  sync(): void {
    this.durable = this.with(() => true);
    this.pending = [];
  }

  with(kept: () => boolean): Buffer {
    let content = this.durable;
    for (const piece of this.pending) if (kept()) content = applied(content, piece);
    return content;
  }
}

function applied(content: Buffer, piece: Piece): Buffer {
  const size = 'size' in piece ? piece.size : Math.max(content.length, piece.offset + piece.data.length);
  const next = Buffer.alloc(size);
  content.copy(next, 0, 0, Math.min(content.length, size));
  if ('data' in piece) piece.data.copy(next, piece.offset);
  return next;
}

/** Which of the un-synced survives. */
export interface Survival {
  /** Asked for each piece of data in its order. */
  readonly keepsPiece: () => boolean;
  /** How many of `count` changes of names, from the oldest. */
  readonly keepsNames: (count: number) => number;
}

export const NOTHING_SURVIVES: Survival = { keepsPiece: () => false, keepsNames: () => 0 };
export const ALL_SURVIVES: Survival = { keepsPiece: () => true, keepsNames: (count) => count };

export class RecordedDisk {
  readonly #folder: string;
  readonly #now = new Map<string, Inode>();
  readonly #durable = new Map<string, Inode>();
  #pending: { readonly naming: Naming; readonly inode: Inode | undefined }[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  apply(operation: Operation): void {
    switch (operation.op) {
      case 'write':
        for (const piece of piecesOf(operation.offset, operation.data))
          this.#now.get(operation.path)?.pending.push(piece);
        return;
      case 'truncate':
        this.#now.get(operation.path)?.pending.push({ size: operation.size });
        return;
      case 'sync':
        this.#sync(operation.path);
        return;
      case 'say':
        return;
      default: {
        const made =
          operation.op === 'create' || operation.op === 'makeFolder'
            ? new Inode(operation.op === 'makeFolder')
            : undefined;
        rename(this.#now, operation, made);
        this.#pending.push({ naming: operation, inode: made });
      }
    }
  }

  /** True where a cut now can leave more than one state. @param besides a file that is never synced, whose states are not worth a look each */
  isUncertain(besides = ''): boolean {
    const some = [...this.#now].some(([path, { pending }]) => pending.length > 0 && basename(path) !== besides);
    return this.#pending.length > 0 || some;
  }

  /** Writes one of the states that a power cut now can leave into `target`. */
  writeState(target: string, survival: Survival): void {
    const names = new Map(this.#durable);
    for (const { naming, inode } of this.#pending.slice(0, survival.keepsNames(this.#pending.length)))
      rename(names, naming, inode);
    const reachable = [...names]
      .filter(([path]) => this.#isReachable(names, path))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [path, inode] of reachable) {
      const place = join(target, relative(this.#folder, path));
      if (inode.isFolder) mkdirSync(place, { mode: 0o700 });
      else writeFileSync(place, inode.with(survival.keepsPiece), { mode: 0o600 });
    }
  }

  #isReachable(names: ReadonlyMap<string, Inode>, path: string): boolean {
    const parent = dirname(path);
    return parent === this.#folder || (names.get(parent)?.isFolder === true && this.#isReachable(names, parent));
  }

  #sync(path: string): void {
    const isFolder = path === this.#folder || this.#now.get(path)?.isFolder === true;
    if (!isFolder) {
      this.#now.get(path)?.sync();
      return;
    }
    const isSure = ({ naming }: { readonly naming: Naming }) => foldersOf(naming).includes(path);
    for (const { naming, inode } of this.#pending.filter(isSure)) rename(this.#durable, naming, inode);
    this.#pending = this.#pending.filter((change) => !isSure(change));
  }
}

function foldersOf(naming: Naming): readonly string[] {
  return naming.op === 'rename' ? [dirname(naming.from), dirname(naming.to)] : [dirname(naming.path)];
}

function rename(names: Map<string, Inode>, naming: Naming, made: Inode | undefined): void {
  if (naming.op === 'remove') names.delete(naming.path);
  else if (naming.op !== 'rename') {
    if (made !== undefined) names.set(naming.path, made);
  } else {
    // A folder takes what is in it along.
    for (const [path, inode] of [...names]) {
      if (path !== naming.from && !path.startsWith(`${naming.from}/`)) continue;
      names.delete(path);
      names.set(naming.to + path.slice(naming.from.length), inode);
    }
  }
}

/** Cut where the pages of the file are, not where the writes were. */
function piecesOf(offset: number, data: Buffer): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < data.length; ) {
    const end = Math.min(data.length, at + PIECE - ((offset + at) % PIECE));
    pieces.push({ offset: offset + at, data: data.subarray(at, end) });
    at = end;
  }
  return pieces;
}
