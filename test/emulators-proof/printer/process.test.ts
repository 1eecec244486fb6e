/** The printer as a process, with a host on the other end of a pseudo-terminal or a socket. */
import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmulatorProcess } from '../emulator-process.ts';
import { scratchFolder, startEmulator } from '../emulator-process.ts';
import { bytesOf, idAnswer, requestId } from './rig.ts';

let scratch = scratchFolder();
let printer: EmulatorProcess | null = null;
beforeEach(() => {
  scratch = scratchFolder();
});
afterEach(async () => {
  await printer?.end();
  printer = null;
  scratch.remove();
});

async function start(...options: string[]): Promise<string> {
  printer = startEmulator('printer/main.ts', options);
  return String((await printer.event('listening'))['address']);
}

/** Reads until so many bytes have come, as hex. */
function reading(stream: Duplex, count: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('error', reject);
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (all.length >= count) resolve(all.toString('hex').replace(/../g, '$& ').trim());
    });
  });
}

describe('on a pseudo-terminal', () => {
  const open = (path: string): Promise<SerialPort> =>
    new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate: 115_200 }, (error) => (error ? reject(error) : resolve(port)));
    });
  const close = (port: SerialPort): Promise<void> => new Promise((resolve) => port.close(() => resolve()));

  it('prints, answers at the line’s speed and comes back under the same name after a replug', async () => {
    const link = scratch.path('printer');
    expect(await start('--link', link, '--baud', '115200')).toBe(link);
    const port = await open(link);
    const answer = reading(port, 11);
    port.write(bytesOf('1d61ff', '"line', '0a', requestId('0001')));
    expect(await answer).toBe(`14 00 00 0f ${idAnswer('0001')}`);
    await printer?.run('replug', { ms: 20 });
    // A host that was not reading at that moment may never hear of it (museum: quick-unplug); it lets go by itself.
    await close(port);
    const second = await open(link);
    const status = reading(second, 1);
    second.write(bytesOf('100401'));
    expect(await status).toBe('16');
    expect(await printer?.run('tape')).toMatchObject([{ lines: ['line'] }]);
    await close(second);
  });
  it('notices a host that speaks at another speed', async () => {
    const link = scratch.path('printer');
    await start('--link', link, '--baud', '9600');
    const port = await open(link);
    port.write(bytesOf('0a'));
    expect(await printer?.event('wrong-baud')).toMatchObject({ printer: 9600, host: 115_200 });
    await close(port);
  });
});

describe('on a socket', () => {
  it('takes one host at a time and keeps half a command for the next one', async () => {
    const path = scratch.path('printer.sock');
    await start('--unix', path);
    const first = connect(path);
    first.write(bytesOf('1d7630000100'));
    await printer?.event('host-open');
    const second = connect(path);
    await new Promise((resolve) => second.once('close', resolve));
    first.end();
    await printer?.event('host-close');
    const third = connect(path);
    third.write(bytesOf('0200 aabb', '"text', '0a'));
    expect(await printer?.event('raster')).toMatchObject({ complete: true });
    expect(await printer?.event('line')).toMatchObject({ text: 'text' });
    third.destroy();
  });
  it('holds the host back while the cover is open and loses nothing', async () => {
    const path = scratch.path('printer.sock');
    await start('--unix', path, '--buffer', '45');
    await printer?.run('cover-open');
    const host = connect(path);
    const done = reading(host, 1);
    for (let i = 0; i < 4000; i += 1) host.write(bytesOf(`"${String(i).padStart(40, '.')}`, '0a'));
    host.write(bytesOf('1d7201'));
    await printer?.event('busy');
    await printer?.run('cover-close');
    expect(await done).toBe('00');
    const slips = (await printer?.run('tape')) as { lines: string[] }[] | undefined;
    expect(slips?.[0]?.lines.length).toBe(4000);
    expect(await printer?.run('state')).toMatchObject({ overrunBytes: 0 });
    host.destroy();
  });
  it('is dead to the network without power, and loses what was on its way', async () => {
    const path = scratch.path('printer.sock');
    await start('--unix', path);
    await printer?.run('cover-open');
    const host = connect(path);
    host.write(bytesOf('"x'.padEnd(9000, 'x'), '0a'));
    await printer?.event('busy');
    const gone = new Promise((resolve) => host.once('close', resolve));
    await printer?.run('power-off');
    await gone;
    const refused = connect(path);
    await new Promise((resolve) => refused.once('close', resolve));
    await printer?.run('power-on');
    await printer?.run('cover-close');
    const again = connect(path);
    again.write(bytesOf('"fresh', '0a'));
    expect(await printer?.event('line')).toMatchObject({ text: 'fresh' });
    again.destroy();
  });
  it('lies, with a proxy in front', async () => {
    const path = scratch.path('printer.sock');
    await start('--unix', path, '--proxy', 'all');
    await printer?.run('paper-end');
    const host = connect(path);
    const answer = reading(host, 9);
    host.write(bytesOf('"never printed', '0a', requestId('0001'), '100402', '1d7201'));
    expect(await answer).toBe(`${idAnswer('0001')} 12 00`);
    expect(await printer?.run('tape')).toEqual([]);
    host.destroy();
  });
  it('draws its paper', async () => {
    const path = scratch.path('printer.sock');
    const file = scratch.path('paper.png');
    await start('--unix', path);
    const host = connect(path);
    host.write(bytesOf('"a slip', '0a', '1d564200'));
    await printer?.event('cut');
    expect(await printer?.run('png', { file, slip: 1 })).toMatchObject({ file, slips: [1] });
    expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
    await expect(printer?.run('png', { file, slip: 9 })).rejects.toThrow('no slip 9; there are 2');
    rmSync(file);
    host.destroy();
  });
});

describe('the command line', () => {
  it.each([
    [['--grade', 'E'], '--grade must be one of A B C D'],
    [['--baud', 'fast'], '--baud must be a whole number'],
    [['--tcp', '1', '--unix', 'x'], 'only one of'],
  ])('refuses %j', async (options, why) => {
    const { spawnSync } = await import('node:child_process');
    const path = new URL('../../emulators/printer/main.ts', import.meta.url).pathname;
    const { status, stderr } = spawnSync(process.execPath, [path, ...options], { encoding: 'utf8', input: '' });
    expect(status).toBe(2);
    expect(stderr).toContain(why);
  });
});
