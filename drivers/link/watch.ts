/**
 * Waits for a descriptor to become readable or writable, by the poller that serialport brings (libuv's uv_poll).
 *
 * Two traps of that poller are kept in here. Waiting for "writable" replaces a wait for "readable": while a printer holds its
 * line busy, nobody would hear it say why; both are always asked for together. And an exception inside its callback aborts the whole
 * process from C++ ("terminate called … Napi::Error"): the callback only queues a microtask.
 */
import type { LinuxPortBinding } from '@serialport/bindings-cpp';

export type Poller = LinuxPortBinding['poller'];

/** `uv_poll_event` bits (libuv). */
const READABLE = 1;
const WRITABLE = 2;

export interface Watch {
  /** Runs `onReadable` each time there is something to read, until told otherwise. */
  wantReadable(wanted: boolean): void;
  /** Runs `onWritable` once. */
  wantWritable(): void;
  stop(): void;
}

export interface WatchEvents {
  onReadable(): void;
  onWritable(): void;
  /** The kernel reports an error condition on the descriptor: a hang-up, mostly. */
  onError(error: Error): void;
}

export function watchDescriptor(poller: Poller, events: WatchEvents): Watch {
  let readable = false;
  let writable = false;
  let stopped = false;

  const arm = (): void => {
    if (!stopped) poller.poll((readable ? READABLE : 0) | (writable ? WRITABLE : 0));
  };
  const later = (run: () => void) => (error: Error | null) => {
    queueMicrotask(() => {
      if (stopped) return;
      if (error !== null) events.onError(error);
      else run();
      arm();
    });
  };
  poller.on(
    'readable',
    later(() => {
      if (readable) events.onReadable();
    }),
  );
  poller.on(
    'writable',
    later(() => {
      if (!writable) return;
      writable = false;
      events.onWritable();
    }),
  );

  return {
    wantReadable(wanted) {
      readable = wanted;
      arm();
    },
    wantWritable() {
      writable = true;
      arm();
    },
    stop() {
      stopped = true;
      poller.removeAllListeners();
    },
  };
}
