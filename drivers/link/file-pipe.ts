/**
 * A device file: a USB printer (`file:/dev/usb/lp0`), a FIFO or a file for what was printed, and a console (`tty:/dev/tty1`).
 *
 * A console is written only: its keyboard belongs to whoever logs in there, ours is read raw (facts/peripherals §1c).
 */
import { closeSync, constants, openSync, type Stats, statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { LinuxPortBinding } from '@serialport/bindings-cpp';
import { startLife } from './life.ts';
import type { BytePipe, BytePipeEvents, Cancel, Clock, LossCause } from './link.ts';
import { causeOfOpenError, errnoOf, textOf } from './loss.ts';
import { absence, noPermission } from './nearby.ts';
import { type Pump, startPump } from './pump.ts';
import type { Poller } from './watch.ts';

export interface FileTarget {
  readonly kind: 'file' | 'tty';
  readonly path: string;
  readonly stallMs: number | null;
}

const PROBE_MS = 300;

export function openFilePipe(
  target: FileTarget,
  name: string,
  clock: Clock,
  queueLimitBytes: number,
  events: BytePipeEvents,
): BytePipe {
  let fd: number | null = null;
  let poller: Poller | null = null;
  let pump: Pump | null = null;
  let cancelProbe: Cancel | null = null;
  const life = startLife(name, events, () => {
    cancelProbe?.();
    pump?.stop();
    poller?.stop();
    poller?.destroy();
    if (fd !== null) closeSync(fd);
    fd = null;
  });
  const start = (opened: OpenedFile): void => {
    fd = opened.fd;
    poller = opened.regular ? null : pollerFor(opened.fd, target.path);
    pump = startPump(
      { fd: opened.fd, poller, reads: opened.reads, emptyRead: opened.terminal ? 'hang-up' : 'nothing' },
      life,
      clock,
      { queueLimitBytes, stallMs: target.stallMs, gate: null },
      (chunk) => events.bytes(chunk),
    );
    const probe = (): void => {
      if (isatty(opened.fd)) cancelProbe = clock.after(PROBE_MS, probe);
      else life.lose('unplugged', 'the terminal no longer answers');
    };
    if (opened.terminal) cancelProbe = clock.after(PROBE_MS, probe);
    life.opened();
  };
  // Not inside the call: the driver does not hold its pipe yet.
  queueMicrotask(() => {
    if (life.state !== 'opening') return;
    const opened = openTarget(target);
    if ('cause' in opened) life.lose(opened.cause, opened.detail);
    else start(opened);
  });

  return {
    address: name,
    write: (bytes) => pump?.write(bytes) ?? 'refused',
    get queuedBytes() {
      return pump?.queuedBytes ?? 0;
    },
    close: () => life.end(),
  };
}

interface OpenedFile {
  readonly fd: number;
  readonly reads: boolean;
  readonly regular: boolean;
  readonly terminal: boolean;
}
interface OpenProblem {
  readonly cause: LossCause;
  readonly detail: string;
}

function openTarget({ kind, path }: FileTarget): OpenedFile | OpenProblem {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { cause: 'absent', detail: absence(path) };
  const reads = kind === 'file' && found.isCharacterDevice();
  try {
    const fd = openNonBlocking(path, reads);
    const terminal = isatty(fd);
    if (terminal || kind === 'file') return { fd, reads, regular: found.isFile(), terminal };
    closeSync(fd);
    return { cause: 'bad-address', detail: `${path} is not a terminal` };
  } catch (error) {
    return { cause: causeOfOpenError(error), detail: openProblem(path, found, error) };
  }
}

/** A device that cannot be read is opened for writing only. Nothing is created: a missing device must not become a file. */
function openNonBlocking(path: string, reads: boolean): number {
  const flags = constants.O_NONBLOCK | constants.O_NOCTTY;
  if (!reads) return openSync(path, flags | constants.O_WRONLY | constants.O_APPEND);
  try {
    return openSync(path, flags | constants.O_RDWR);
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL') throw error;
    return openSync(path, flags | constants.O_WRONLY);
  }
}

function openProblem(path: string, found: Stats, error: unknown): string {
  switch (errnoOf(error)) {
    case 'EACCES':
      return noPermission(path);
    case 'EBUSY':
      return `${path} is in use by another program`;
    case 'ENXIO':
      return found.isFIFO() ? `nobody reads from ${path}` : `there is no device behind ${path}`;
    default:
      return `cannot open ${path}: ${textOf(error)}`;
  }
}

/** The poller of serialport's binding works on every descriptor that the kernel can poll; the binding itself is not used. */
function pollerFor(fd: number, path: string): Poller {
  return new LinuxPortBinding(fd, {
    path,
    baudRate: 0,
    dataBits: 8,
    stopBits: 1,
    parity: 'none',
    lock: false,
    rtscts: false,
    xon: false,
    xoff: false,
    xany: false,
    hupcl: false,
    vmin: 1,
    vtime: 0,
  }).poller;
}
