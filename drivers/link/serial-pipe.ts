/**
 * A serial port by serialport's native binding: its open, termios, lock and modem lines, without its stream.
 *
 * The stream is left out on purpose (facts/peripherals §0.1–§0.4): it misses hang-ups and spins, queues what is written while closed and
 * sends it after a replug, emits `close` twice, and buffers 64 KiB without a word. Opening throws away what the device sent before
 * (tcflush in the binding): a driver must ask for what it needs to know.
 */
import { statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { LinuxBinding, type LinuxPortBinding } from '@serialport/bindings-cpp';
import type { SerialAddress } from './address.ts';
import { startDsrGate } from './dsr-gate.ts';
import { startLife } from './life.ts';
import type { BytePipe, BytePipeEvents, Cancel, Clock, LossCause } from './link.ts';
import { causeOfOpenError, textOf } from './loss.ts';
import { absence, noPermission } from './nearby.ts';
import { type Pump, startPump } from './pump.ts';

/** Between two looks at whether the port still lives (facts/peripherals §0.1 asks for 250–500 ms). */
const PROBE_MS = 300;

export function openSerialPipe(
  address: SerialAddress,
  name: string,
  clock: Clock,
  queueLimitBytes: number,
  events: BytePipeEvents,
): BytePipe {
  let port: LinuxPortBinding | null = null;
  let pump: Pump | null = null;
  let cancelProbe: Cancel | null = null;
  let cancelModemLines: Cancel | null = null;
  const life = startLife(name, events, (cause) => {
    cancelProbe?.();
    cancelModemLines?.();
    const unsent = pump?.queuedBytes ?? 0;
    pump?.stop();
    if (port !== null) closePort(port, cause, unsent > 0);
  });

  LinuxBinding.open(bindingOptions(address)).then(
    (opened) => {
      if (life.state === 'over') return closePort(opened, null, false);
      if (opened.fd === null || !isatty(opened.fd)) {
        closePort(opened, null, false);
        return life.lose('bad-address', `${address.path} is not a serial port`);
      }
      port = opened;
      const gate = address.flow === 'dtrdsr' ? startDsrGate(opened, life) : null;
      pump = startPump(
        { fd: opened.fd, poller: opened.poller, reads: true, emptyRead: 'hang-up' },
        life,
        clock,
        { queueLimitBytes, stallMs: address.stallMs, gate },
        (chunk) => events.bytes(chunk),
      );
      const probe = (): void => {
        if (stillThere(opened)) cancelProbe = clock.after(PROBE_MS, probe);
        else life.lose('unplugged', 'the port no longer answers');
      };
      cancelProbe = clock.after(PROBE_MS, probe);
      life.opened();
      if (life.state === 'open') cancelModemLines = watchModemLines(opened, clock, events);
    },
    (error: unknown) => {
      const { cause, detail } = openProblem(address.path, error);
      life.lose(cause, detail);
    },
  );

  return {
    address: name,
    write: (bytes) => pump?.write(bytes) ?? 'refused',
    get queuedBytes() {
      return pump?.queuedBytes ?? 0;
    },
    close: () => life.end(),
  };
}

function bindingOptions(address: SerialAddress) {
  return {
    path: address.path,
    baudRate: address.baudRate,
    dataBits: address.dataBits,
    stopBits: address.stopBits,
    parity: address.parity,
    rtscts: address.flow === 'rtscts',
    // The kernel obeys the device's XOFF (and eats 11 and 13). It never sends one itself: that would be a byte in the middle of a receipt.
    xon: address.flow === 'xonxoff',
    xoff: false,
    lock: true,
  };
}

function openProblem(path: string, error: unknown): { readonly cause: LossCause; readonly detail: string } {
  const cause = causeOfOpenError(error);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return { cause: 'absent', detail: absence(path) };
  if (cause === 'busy') return { cause, detail: `${path} is in use by another program` };
  if (cause === 'denied') return { cause, detail: noPermission(path) };
  return { cause, detail: `cannot open ${path}: ${textOf(error)}` };
}

/** TCGETS, as `getBaudRate` does it but without a thread: a hung-up tty answers EIO, a healthy port or PTY its settings. */
function stillThere(port: LinuxPortBinding): boolean {
  return port.fd !== null && isatty(port.fd);
}

/** Reports the modem lines and every change of them. A PTY has none: the first refusal ends the questions. */
function watchModemLines(port: LinuxPortBinding, clock: Clock, events: BytePipeEvents): Cancel {
  let last = '';
  let watching = events.modemLines !== undefined;
  let cancelTimer: Cancel | null = null;
  const ask = (): void => {
    port.get().then(
      ({ cts, dsr, dcd }) => {
        if (!watching) return;
        cancelTimer = clock.after(PROBE_MS, ask);
        const now = `${cts} ${dsr} ${dcd}`;
        const changed = now !== last;
        last = now;
        if (changed) events.modemLines?.({ cts, dsr, dcd });
      },
      () => {},
    );
  };
  if (watching) ask();
  return () => {
    watching = false;
    cancelTimer?.();
  };
}

/**
 * Gives the port back. What a device does not take would hold the kernel's close for up to 30 s (closing_wait), so it is thrown away
 * unless the driver closed a port that kept up.
 */
function closePort(port: LinuxPortBinding, cause: LossCause | null, unsent: boolean): void {
  const flushed = cause !== null || unsent ? port.flush() : Promise.resolve();
  const close = (): void => {
    port.close().catch(() => {}); // there is nobody left to tell, and nothing left to lose
  };
  flushed.then(close, close);
}
