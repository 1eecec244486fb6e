/**
 * The device side of a serial line, as a pseudo-terminal (facts/peripherals §3).
 *
 * The host opens `path` like a real port. Here its opening and closing are seen, its speed can be asked for, bytes pass
 * unchanged in both directions, and `close` unplugs the device: the host sees a hang-up.
 */
import { closeSync, readlinkSync, readSync, renameSync, symlinkSync, unlinkSync, writeSync } from 'node:fs';
import type { LineSettings } from './pty-libc.ts';
import { lineSettings, openMaster, pollHup, pollIn, pollNow, pollOut } from './pty-libc.ts';
import type { Watched } from './pty-watch.ts';
import { PtyWatch } from './pty-watch.ts';

export interface Pty {
  /** What the host opens: the symlink where one was asked for, else /dev/pts/N. */
  readonly path: string;
  /** Bytes from the host, in chunks of at most 4096. */
  onData(fn: (bytes: Uint8Array) => void): void;
  /** Never blocks. Without a host the bytes go nowhere, as on a real line; beyond `maxQueuedBytes` it throws. */
  write(bytes: Uint8Array): void;
  /** Bytes written here that the kernel has not taken yet, because the host does not read. */
  readonly queuedBytes: number;
  /** The first host opened the line. */
  onHostOpen(fn: () => void): void;
  /** The last host closed the line; all it wrote before has been delivered. */
  onHostClose(fn: () => void): void;
  readonly hostIsOpen: boolean;
  /** Bits per second as the host set them; null while no host has the line open. */
  baud(): number | null;
  /** All that is visible of the host's settings; null while no host has the line open. */
  settings(): LineSettings | null;
  /** Stops taking bytes, so that the line fills up and the host's writes wait: a device without room or power. */
  pause(): void;
  resume(): void;
  /** Unplug. Idempotent; nothing is delivered afterwards. The symlink goes too. */
  close(): void;
}

export interface PtyOptions {
  /** A stable name for the line, replaced atomically; plugging in again under the same name is another `openPty`. */
  readonly symlink?: string;
}

export const maxQueuedBytes = 1024 * 1024;

/** So that a host that never stops writing does not starve the control line. */
const readsPerWake = 16;
const recheckMs = 20;

/** One for the process, because it occupies a thread of the pool and there are only four. */
const watch = new PtyWatch();

export function openPty(options: PtyOptions = {}): Pty {
  return new OpenedPty(options.symlink ?? null);
}

class OpenedPty implements Pty, Watched {
  readonly fd: number;
  readonly slavePath: string;
  readonly path: string;
  #symlink: string | null;
  #hosts = 0;
  #open = true;
  #paused = false;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #recheck: NodeJS.Timeout | undefined;
  #onData: (bytes: Uint8Array) => void = () => {};
  #onHostOpen: () => void = () => {};
  #onHostClose: () => void = () => {};
  #onExit = (): void => this.#removeSymlink();

  constructor(symlink: string | null) {
    const master = openMaster();
    this.fd = master.fd;
    this.slavePath = master.slavePath;
    this.#symlink = symlink;
    this.path = symlink ?? master.slavePath;
    watch.add(this);
    if (symlink !== null) this.#placeSymlink(symlink);
  }

  onData(fn: (bytes: Uint8Array) => void): void {
    this.#onData = fn;
  }
  onHostOpen(fn: () => void): void {
    this.#onHostOpen = fn;
  }
  onHostClose(fn: () => void): void {
    this.#onHostClose = fn;
  }
  get hostIsOpen(): boolean {
    return this.#hosts > 0;
  }
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  settings(): LineSettings | null {
    return this.#open && !this.#hungUp() ? lineSettings(this.fd) : null;
  }
  baud(): number | null {
    return this.settings()?.baud ?? null;
  }

  write(bytes: Uint8Array): void {
    if (!this.#open || bytes.length === 0 || this.#hungUp()) return;
    if (this.#queuedBytes + bytes.length > maxQueuedBytes) throw new Error(`more than ${maxQueuedBytes} bytes unread`);
    this.#queue.push(Uint8Array.from(bytes));
    this.#queuedBytes += bytes.length;
    this.#flush();
    if (this.#queuedBytes > 0) watch.wake();
  }

  pause(): void {
    this.#paused = true;
  }
  resume(): void {
    this.#paused = false;
    if (!this.#open) return;
    if (this.#hosts > 0) watch.wake();
    else queueMicrotask(() => this.#read(Number.POSITIVE_INFINITY));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    watch.remove(this);
    this.#removeSymlink();
    process.off('exit', this.#onExit);
    clearTimeout(this.#recheck);
    this.#dropQueue();
    closeSync(this.fd);
  }

  interest(): number {
    // POLLHUP is reported whether asked for or not, so a line without a host must not be polled at all.
    if (this.#hosts === 0) return 0;
    return (this.#paused ? 0 : pollIn) | (this.#queuedBytes > 0 ? pollOut : 0);
  }

  ready(events: number): void {
    if (!this.#open) return;
    if ((events & pollOut) !== 0) this.#flush();
    if ((events & pollIn) !== 0) this.#read(readsPerWake);
    if ((events & pollHup) !== 0 && (events & pollIn) === 0) this.#setHosts(0);
  }

  slaveOpened(opened: boolean): void {
    if (!this.#open) return;
    this.#setHosts(opened ? this.#hosts + 1 : Math.max(0, this.#hosts - 1));
    if (opened || !this.#open || this.#hungUp()) return;
    // inotify merges equal neighbours, so the count can be short; but it also tells of a close a moment before the kernel
    // hangs up. One look a moment later tells the two apart.
    clearTimeout(this.#recheck);
    this.#recheck = setTimeout(() => {
      if (this.#hosts === 0 && !this.#hungUp()) this.#setHosts(1);
    }, recheckMs);
  }

  #setHosts(count: number): void {
    const before = this.#hosts;
    this.#hosts = count;
    if (before === 0 && count > 0) this.#onHostOpen();
    if (before === 0 || count > 0) return;
    this.#read(Number.POSITIVE_INFINITY);
    this.#dropQueue();
    if (this.#open) this.#onHostClose();
  }

  #hungUp(): boolean {
    return (pollNow(this.fd, 0) & pollHup) !== 0;
  }

  #read(atMost: number): void {
    const buffer = Buffer.alloc(4096);
    for (let reads = 0; reads < atMost && this.#open && !this.#paused; reads++) {
      let length: number;
      try {
        length = readSync(this.fd, buffer);
      } catch {
        return; // EAGAIN: nothing more now. EIO: no host. Both pass.
      }
      if (length === 0) return;
      this.#onData(Uint8Array.from(buffer.subarray(0, length)));
    }
  }

  #flush(): void {
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      let taken: number;
      try {
        taken = writeSync(this.fd, head);
      } catch {
        return; // EAGAIN: the host does not read. EIO: the host is gone; the queue is dropped when that is seen.
      }
      this.#queuedBytes -= taken;
      if (taken === head.length) this.#queue.shift();
      else this.#queue[0] = head.subarray(taken);
    }
  }

  #dropQueue(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #placeSymlink(symlink: string): void {
    const next = `${symlink}.${process.pid}.new`;
    try {
      symlinkSync(this.slavePath, next);
      renameSync(next, symlink);
      process.on('exit', this.#onExit);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Only if it still names this line: another process may have plugged in under the same name since. */
  #removeSymlink(): void {
    const symlink = this.#symlink;
    if (symlink === null) return;
    this.#symlink = null;
    try {
      if (readlinkSync(symlink) === this.slavePath) unlinkSync(symlink);
    } catch {
      // Already gone.
    }
  }
}
