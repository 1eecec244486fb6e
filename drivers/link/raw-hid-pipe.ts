/**
 * A HID device by hidraw, through node-hid's `HIDAsync`.
 *
 * Kept in here (facts/peripherals §0.5, §0.6, §2 "node-hid"): errors that are strings, no close event, the reader that calls `readStart` a
 * tick later even if the device was closed meanwhile, and node-hid's habit of turning an exception in our own handler into a device error.
 * The device is always read, never paused: the kernel keeps only the 64 oldest reports for a reader that does not.
 */
import { statSync } from 'node:fs';
import { type Device, devicesAsync, HIDAsync } from 'node-hid';
import type { RawHidAddress } from './address.ts';
import { type Life, startLife } from './life.ts';
import type { Cancel, Clock, HidPipe, HidPipeEvents, WriteResult } from './link.ts';
import { causeOfErrorWhileOpen, causeOfOpenError, errnoOf, textOf } from './loss.ts';
import { absence, noPermission } from './nearby.ts';

/** Reports waiting for the device; more are refused. */
const MOST_WAITING = 32;
/** The kernel gives a control transfer 5 s; a device that needs longer for one has stopped. */
const OPERATION_MS = 10_000;

export function openRawHidPipe(address: RawHidAddress, name: string, clock: Clock, events: HidPipeEvents): HidPipe {
  let device: HIDAsync | null = null;
  let work: WorkQueue | null = null;
  const life = startLife(name, events, () => {
    work?.stop();
    if (device !== null) closeDevice(device);
  });
  openDevice(address).then(
    (found) => {
      if ('problem' in found) return life.lose('absent', found.problem);
      if (life.state === 'over') return closeDevice(found.device);
      device = found.device;
      work = new WorkQueue(clock, life);
      listen(device, life, events);
      life.opened();
    },
    (error: unknown) => life.lose(causeOfOpenError(error), openProblem(address, error)),
  );

  const enqueue = (run: (opened: HIDAsync) => Promise<void>): WriteResult => {
    if (life.state !== 'open' || device === null || work === null) return 'refused';
    const opened = device;
    return work.add(() => run(opened));
  };
  return {
    address: name,
    writeOutput(report) {
      const copy = Buffer.from(report);
      return enqueue(async (opened) => {
        await opened.write(copy);
      });
    },
    writeFeature(report) {
      const copy = Buffer.from(report);
      return enqueue(async (opened) => {
        await opened.sendFeatureReport(copy);
      });
    },
    requestFeature: (reportId, length) =>
      enqueue(async (opened) => {
        const answer = await opened.getFeatureReport(reportId, length).catch(noAnswerUnlessGone);
        if (answer !== null) queueMicrotask(() => (life.state === 'open' ? events.feature(answer) : answer.fill(0)));
      }),
    close: () => life.end(),
  };
}

/** A device that stalls a feature report it does not have is alive: the driver's bounded wait decides what that means. */
function noAnswerUnlessGone(error: unknown): null {
  if (causeOfErrorWhileOpen(error, 'write-failed') === 'unplugged') throw error;
  return null;
}

function listen(device: HIDAsync, life: Life, events: HidPipeEvents): void {
  device.on('error', (error: unknown) => {
    life.lose(causeOfErrorWhileOpen(error, 'unplugged'), `the device stopped answering: ${textOf(error)}`);
  });
  // Delivered outside node-hid's own try/catch: an exception in a driver is a bug and must end the process, not look like an unplug.
  device.on('data', (report: Buffer) => {
    queueMicrotask(() => (life.state === 'open' ? events.report(report) : report.fill(0)));
  });
}

function closeDevice(device: HIDAsync): void {
  device.removeAllListeners('data'); // before the tick in which it would start reading a closed device
  device.close().catch(() => {}); // there is nobody left to tell, and nothing left to lose
}

async function openDevice(address: RawHidAddress): Promise<{ device: HIDAsync } | { problem: string }> {
  if (address.path !== null) {
    if (statSync(address.path, { throwIfNoEntry: false }) === undefined) return { problem: absence(address.path) };
    const device = await HIDAsync.open(address.path);
    const problem = await wrongDevice(address, device);
    if (problem === null) return { device };
    await device.close();
    return { problem };
  }
  const all = await devicesAsync();
  const matching = all.filter((one) => matches(address, one)).sort((a, b) => a.interface - b.interface);
  const path = matching[0]?.path;
  return path === undefined ? { problem: notFound(address, all) } : { device: await HIDAsync.open(path) };
}

function matches(address: RawHidAddress, device: Device): boolean {
  return (
    device.vendorId === address.vendorId &&
    device.productId === address.productId &&
    (address.serial === null || device.serialNumber === address.serial) &&
    (address.usbInterface === null || device.interface === address.usbInterface)
  );
}

/** A stable name can come to point at another device; where hidapi knows what it opened, it must be the one that was asked for. */
async function wrongDevice(address: RawHidAddress, device: HIDAsync): Promise<string | null> {
  const known = await device.getDeviceInfo().catch(() => null);
  if (known === null || (known.vendorId === 0 && known.productId === 0)) return null;
  const wanted = { ...address, usbInterface: null };
  return matches(wanted, known) ? null : `${address.path} is ${nameOf(known)}, not ${idOf(address)}`;
}

function notFound(address: RawHidAddress, all: readonly Device[]): string {
  const present = [...new Set(all.map(nameOf))].slice(0, 6);
  const wanted = `no HID device ${idOf(address)}${address.serial === null ? '' : ` with serial number ${address.serial}`}`;
  return present.length === 0
    ? `${wanted}; there is no HID device at all`
    : `${wanted}; there is ${present.join(', ')}`;
}

function openProblem(address: RawHidAddress, error: unknown): string {
  const place = address.path ?? idOf(address);
  const missing = /(lib\S+): cannot open shared object/.exec(textOf(error))?.[1];
  if (missing !== undefined) return `node-hid needs ${missing}: install the packages libusb-1.0-0 and libudev1`;
  if (errnoOf(error) === 'EACCES') return noPermission(place);
  return `cannot open ${place}: ${textOf(error)}`;
}

function idOf({ vendorId, productId }: { readonly vendorId: number; readonly productId: number }): string {
  return `${vendorId.toString(16).padStart(4, '0')}:${productId.toString(16).padStart(4, '0')}`;
}

function nameOf(device: Device): string {
  return [idOf(device), device.product, device.serialNumber && `serial ${device.serialNumber}`]
    .filter(Boolean)
    .join(' ');
}

/** Runs operations one after the other; the first that fails, or takes too long, is the loss of the device. */
class WorkQueue {
  readonly #clock: Clock;
  readonly #life: Life;
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = false;
  #cancelLimit: Cancel | null = null;

  constructor(clock: Clock, life: Life) {
    this.#clock = clock;
    this.#life = life;
  }

  add(operation: () => Promise<void>): WriteResult {
    if (this.#waiting.length >= MOST_WAITING) return 'refused';
    this.#waiting.push(operation);
    if (!this.#running) this.#next();
    return 'accepted';
  }

  stop(): void {
    this.#waiting.length = 0;
    this.#cancelLimit?.();
  }

  #next(): void {
    const operation = this.#waiting.shift();
    this.#running = operation !== undefined;
    if (operation === undefined) return;
    this.#cancelLimit = this.#clock.after(OPERATION_MS, () => {
      this.#life.lose('stalled', `the device did not take a report within ${OPERATION_MS / 1000} s`);
    });
    operation().then(
      () => {
        this.#cancelLimit?.();
        this.#next();
      },
      (error: unknown) => {
        this.#cancelLimit?.();
        this.#life.lose(causeOfErrorWhileOpen(error, 'write-failed'), `writing failed: ${textOf(error)}`);
      },
    );
  }
}
