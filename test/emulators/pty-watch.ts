/**
 * Tells any number of pseudo-terminals of this process when something happens to them, on one thread of the pool.
 *
 * Why not `tty.ReadStream`: it is destroyed by the EIO that a master reads whenever no host holds the slave, and nothing in
 * Node says when a host comes back. Here poll(2) reports bytes and room to write, inotify(7) reports opens and closes of the
 * slave; at rest nothing runs at all.
 */
import { closeSync, readSync, writeSync } from 'node:fs';
import {
  inOpen,
  openEventFd,
  openInotify,
  pollAsync,
  pollIn,
  pollResult,
  pollSet,
  unwatchOpens,
  watchOpens,
} from './pty-libc.ts';

export interface Watched {
  readonly fd: number;
  readonly slavePath: string;
  /** The poll events wanted now; 0 for none. Asked before every wait. */
  interest(): number;
  ready(events: number): void;
  /** A host opened (`true`) or closed (`false`) the slave. */
  slaveOpened(opened: boolean): void;
}

interface Running {
  readonly eventFd: number;
  readonly inotifyFd: number;
  readonly onExit: () => void;
  waiting: boolean;
}

export class PtyWatch {
  #watched = new Map<number, Watched>();
  #running: Running | null = null;

  add(watched: Watched): void {
    this.#running ??= this.#start();
    const watch = watchOpens(this.#running.inotifyFd, watched.slavePath);
    if (watch < 0) throw new Error(`cannot watch ${watched.slavePath}`);
    this.#watched.set(watch, watched);
    this.wake();
  }

  remove(watched: Watched): void {
    const running = this.#running;
    if (running === null) return;
    for (const [watch, candidate] of this.#watched) {
      if (candidate !== watched) continue;
      unwatchOpens(running.inotifyFd, watch);
      this.#watched.delete(watch);
    }
    this.wake();
  }

  /** Makes the waiting thread ask for the interests again. */
  wake(): void {
    if (this.#running?.waiting) writeSync(this.#running.eventFd, new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]));
  }

  #start(): Running {
    const running: Running = {
      eventFd: openEventFd(),
      inotifyFd: openInotify(),
      // Without this the process would never end: leaving joins the pool's threads, and one of them sits in poll(2).
      onExit: () => this.wake(),
      waiting: false,
    };
    process.on('exit', running.onExit);
    queueMicrotask(() => this.#wait(running));
    return running;
  }

  #wait(running: Running): void {
    if (this.#watched.size === 0) {
      process.off('exit', running.onExit);
      closeSync(running.eventFd);
      closeSync(running.inotifyFd);
      this.#running = null;
      return;
    }
    const polled = [...this.#watched.values()].filter((one) => one.interest() !== 0);
    const set = pollSet([
      { fd: running.eventFd, events: pollIn },
      { fd: running.inotifyFd, events: pollIn },
      ...polled.map((one) => ({ fd: one.fd, events: one.interest() })),
    ]);
    running.waiting = true;
    pollAsync(set, () => {
      running.waiting = false;
      if (pollResult(set, 0) !== 0) readSync(running.eventFd, Buffer.alloc(8));
      // Bytes before opens and closes: what a host wrote before it closed is still in the line.
      const alive = new Set(this.#watched.values());
      polled.forEach((one, index) => {
        const events = pollResult(set, index + 2);
        if (events !== 0 && alive.has(one)) one.ready(events);
      });
      if (pollResult(set, 1) !== 0) this.#readOpens(running.inotifyFd);
      this.#wait(running);
    });
  }

  /** `struct inotify_event` is `int wd; uint32 mask, cookie, len; char name[len]`. */
  #readOpens(inotifyFd: number): void {
    const buffer = Buffer.alloc(4096);
    const length = readSync(inotifyFd, buffer);
    for (let at = 0; at + 16 <= length; at += 16 + buffer.readUInt32LE(at + 12)) {
      const watched = this.#watched.get(buffer.readInt32LE(at));
      watched?.slaveOpened((buffer.readUInt32LE(at + 4) & inOpen) !== 0);
    }
  }
}
