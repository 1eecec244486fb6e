/** The pseudo-terminal against the real `serialport` package as its host. */
import { existsSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, test } from 'vitest';
import type { Pty } from '../../emulators/pty.ts';
import { openPty } from '../../emulators/pty.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

function device(symlink?: string): Pty {
  const pty = openPty(symlink === undefined ? {} : { symlink });
  cleanups.push(() => pty.close());
  return pty;
}

function hostOf(path: string, baudRate = 9600, options: { rtscts?: boolean } = {}): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate, ...options }, (error) => (error ? reject(error) : resolve(port)));
    port.on('error', () => {});
    cleanups.push(() => port.isOpen && port.close());
  });
}

const hostClosed = (pty: Pty) => new Promise<void>((resolve) => pty.onHostClose(resolve));
const hostOpened = (pty: Pty) => new Promise<void>((resolve) => pty.onHostOpen(resolve));
const closing = (port: SerialPort) => new Promise<void>((resolve) => port.close(() => resolve()));

/** Not the `close` event: serialport 13 can miss a hang-up (facts/peripherals §0.1). The kernel's answer cannot lie. */
async function hungUp(port: SerialPort): Promise<void> {
  const line = port.port as unknown as { getBaudRate(): Promise<unknown> };
  for (;;) {
    try {
      await line.getBaudRate();
    } catch (error) {
      expect(String(error)).toMatch(/Input\/output error|Port is not open/);
      return;
    }
  }
}

/** Resolves once `count` bytes have come. */
function collect(subscribe: (fn: (bytes: Uint8Array) => void) => void, count: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    subscribe((bytes) => {
      got = Buffer.concat([got, bytes]);
      if (got.length >= count) resolve(got);
    });
  });
}

describe('the line', () => {
  test('passes all 256 byte values unchanged in both directions', async () => {
    const pty = device();
    const port = await hostOf(pty.path);
    const all = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
    const atDevice = collect((fn) => pty.onData(fn), 256);
    port.write(all);
    expect(await atDevice).toEqual(all);
    const atHost = collect((fn) => port.on('data', fn), 256);
    pty.write(all);
    expect(await atHost).toEqual(all);
  });

  test('carries half a megabyte to a host that reads, in order', async () => {
    const pty = device();
    const port = await hostOf(pty.path);
    const much = Buffer.alloc(512 * 1024, 0);
    much.forEach((_, at) => {
      much[at] = (at * 31 + (at >> 8)) & 0xff;
    });
    const atHost = collect((fn) => port.on('data', fn), much.length);
    pty.write(much);
    expect((await atHost).equals(much)).toBe(true);
    expect(pty.queuedBytes).toBe(0);
  });

  test('is raw before the host sets it up, and tells speed and flow control afterwards', async () => {
    const pty = device();
    expect(pty.baud()).toBeNull();
    const opened = hostOpened(pty);
    await hostOf(pty.path, 115200, { rtscts: true });
    await opened;
    expect(pty.settings()).toEqual({ baud: 115200, flow: 'rtscts', raw: true });
  });

  test('knows an odd speed', async () => {
    const pty = device();
    await hostOf(pty.path, 14400);
    expect(pty.baud()).toBe(14400);
  });
});

describe('the host comes and goes', () => {
  test('opening and closing are seen each time, and what was written before closing arrives first', async () => {
    const pty = device();
    const seen: string[] = [];
    pty.onData((bytes) => seen.push(Buffer.from(bytes).toString()));
    for (const baudRate of [9600, 19200, 38400]) {
      const opened = hostOpened(pty);
      const port = await hostOf(pty.path, baudRate);
      await opened;
      expect(pty.hostIsOpen).toBe(true);
      expect(pty.baud()).toBe(baudRate);
      const closed = hostClosed(pty);
      await new Promise((resolve) => port.write('last words', resolve));
      await closing(port);
      await closed;
      seen.push('closed');
      expect(pty.hostIsOpen).toBe(false);
      expect(pty.baud()).toBeNull();
    }
    expect(seen).toEqual(['last words', 'closed', 'last words', 'closed', 'last words', 'closed']);
  });

  test('what the device says without a host is lost, as on a real line', async () => {
    const pty = device();
    pty.write(Buffer.from('nobody hears'));
    const port = await hostOf(pty.path);
    const heard = collect((fn) => port.on('data', fn), 3);
    pty.write(Buffer.from('now'));
    expect((await heard).toString()).toBe('now');
  });

  test('closing is an unplug: the host is told, and the name is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pty-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const name = join(folder, 'printer');
    const first = device(name);
    const port = await hostOf(first.path);
    first.close();
    await hungUp(port);
    expect(existsSync(name)).toBe(false);

    const second = device(name);
    expect(second.path).toBe(name);
    expect(readlinkSync(name)).toMatch(/^\/dev\/pts\//);
    const again = await hostOf(name);
    const atDevice = collect((fn) => second.onData(fn), 5);
    again.write('again');
    expect((await atDevice).toString()).toBe('again');
  });

  test('a second line under the same name keeps it when the first goes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pty-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const name = join(folder, 'printer');
    const first = device(name);
    const second = device(name);
    const target = readlinkSync(name);
    first.close();
    expect(readlinkSync(name)).toBe(target);
    second.close();
    expect(existsSync(name)).toBe(false);
  });

  test('two lines do not mix', async () => {
    const [a, b] = [device(), device()];
    const [portA, portB] = [await hostOf(a.path), await hostOf(b.path)];
    const atA = collect((fn) => a.onData(fn), 1);
    const atB = collect((fn) => b.onData(fn), 1);
    portA.write('A');
    portB.write('B');
    expect([(await atA).toString(), (await atB).toString()]).toEqual(['A', 'B']);
  });
});

describe('a device that does not read', () => {
  test('lets the host wait, and loses nothing', async () => {
    const pty = device();
    const port = await hostOf(pty.path);
    const much = Buffer.alloc(200_000, 0x55);
    let drained = false;
    const all = collect((fn) => pty.onData(fn), much.length);
    pty.pause();
    port.write(much);
    port.drain(() => {
      drained = true;
    });
    // The kernel takes some tens of kilobytes and no more. The host must not read meanwhile: serialport 13 polls for one
    // direction at a time, so a read that starts while a write waits makes that write wait for ever.
    await (port.port as unknown as { getBaudRate(): Promise<unknown> }).getBaudRate();
    expect(drained).toBe(false);
    pty.resume();
    expect((await all).equals(much)).toBe(true);
  });
});
