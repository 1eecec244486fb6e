/** Reads what strace wrote of one process (`-y -xx`): everything it did to the files below one folder, in order, with the data. */

import { resolve } from 'node:path';

export type Operation =
  | { readonly op: 'create'; readonly path: string }
  | { readonly op: 'makeFolder'; readonly path: string }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  | { readonly op: 'write'; readonly path: string; readonly offset: number; readonly data: Buffer }
  | { readonly op: 'truncate'; readonly path: string; readonly size: number }
  | { readonly op: 'sync'; readonly path: string }
  /** A line on stdout: what was acknowledged. */
  | { readonly op: 'say'; readonly line: string };

/** The calls that `readTrace` understands; a call that changes files and is not among them would go unseen. */
export const TRACED =
  'openat,creat,close,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,msync,sync_file_range,ftruncate,truncate,fallocate,' +
  'unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,link,linkat,symlink,copy_file_range,sendfile';

const CALL = /^(\w+)\((.*)\)\s+= (-?\d+)/;
const TEXT = /"((?:\\x[0-9a-f]{2})*)"/;
const FD = /^(\d+)<((?:\\x[0-9a-f]{2})*)>/;

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex');
const names = (args: string): readonly string[] =>
  [...args.matchAll(new RegExp(TEXT, 'g'))].map(([, hex = '']) => bytes(hex).toString('utf8'));

/** A name beside the open folder in which it stands. */
function within(args: string): string {
  const folder = bytes(/^\w+<((?:\\x[0-9a-f]{2})*)>/.exec(args)?.[1] ?? '').toString('utf8');
  return resolve(folder, names(args)[0] ?? '');
}

interface OpenFile {
  readonly path: string;
  offset: number;
}

/** SQLite's shared index of the log lives in memory; after a power cut it is made again. */
const isMemory = (path: string): boolean => path.endsWith('-shm');

/**
 * @param log strace's output; @param folder the absolute path of the folder: other files are left out.
 * @throws Error at a call that changes these files in a way not understood here: then the states built would be wrong.
 */
export function readTrace(log: string, folder: string): readonly Operation[] {
  const reader = new TraceReader(folder);
  for (const line of log.split('\n')) reader.read(line);
  return reader.operations;
}

class TraceReader {
  readonly operations: Operation[] = [];
  readonly #folder: string;
  readonly #files = new Map<number, OpenFile>();
  readonly #known = new Set<string>();
  #said = '';

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(line: string): void {
    const [, call = '', args = '', returned = '-1'] = CALL.exec(line) ?? [];
    if (call === '' || Number(returned) < 0) return;
    if (call === 'openat') this.#open(args, Number(returned));
    else if (call === 'mkdir') this.#named('makeFolder', names(args)[0] ?? '');
    else if (call === 'unlink' || call === 'rmdir') this.#named('remove', names(args)[0] ?? '');
    else if (call === 'unlinkat') this.#named('remove', within(args));
    else if (call === 'rename') this.#rename(names(args));
    else this.#onFile(call, args);
  }

  #isOurs(path: string): boolean {
    return path.startsWith(`${this.#folder}/`) && !isMemory(path);
  }

  #open(args: string, fd: number): void {
    const path = names(args)[0] ?? '';
    this.#files.set(fd, { path, offset: 0 });
    if (!this.#isOurs(path) || !args.includes('O_CREAT')) return;
    if (!this.#known.has(path)) this.#named('create', path);
    else if (args.includes('O_TRUNC')) this.operations.push({ op: 'truncate', path, size: 0 });
  }

  #named(op: 'create' | 'makeFolder' | 'remove', path: string): void {
    if (!this.#isOurs(path)) return;
    if (op === 'remove') this.#known.delete(path);
    else this.#known.add(path);
    this.operations.push({ op, path });
  }

  #rename([from = '', to = '']: readonly string[]): void {
    if (!this.#isOurs(from)) return;
    for (const path of [...this.#known]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#known.delete(path);
      this.#known.add(to + path.slice(from.length));
    }
    this.operations.push({ op: 'rename', from, to });
  }

  #onFile(call: string, args: string): void {
    const [, number = '', hex = ''] = FD.exec(args) ?? [];
    const fd = Number(number);
    const path = bytes(hex).toString('utf8');
    const data = bytes(TEXT.exec(args)?.[1] ?? '');
    if (call === 'close') this.#files.delete(fd);
    else if (call === 'write' && fd === 1) this.#say(data);
    else if (path === this.#folder || this.#isOurs(path))
      this.operations.push(this.#change(call, args, fd, path, data));
  }

  #change(call: string, args: string, fd: number, path: string, data: Buffer): Operation {
    if (call === 'fsync' || call === 'fdatasync') return { op: 'sync', path };
    const last = Number(/, (\d+)$/.exec(args)?.[1]);
    if (call === 'ftruncate') return { op: 'truncate', path, size: last };
    if (call === 'pwrite64') return { op: 'write', path, offset: last, data };
    const file = this.#files.get(fd);
    if (call !== 'write' || file === undefined) throw new Error(`the trace has a call that is not understood: ${call}`);
    const { offset } = file;
    file.offset += data.length;
    return { op: 'write', path, offset, data };
  }

  #say(data: Buffer): void {
    const lines = (this.#said + data.toString('utf8')).split('\n');
    this.#said = lines.pop() ?? '';
    for (const line of lines) this.operations.push({ op: 'say', line });
  }
}
