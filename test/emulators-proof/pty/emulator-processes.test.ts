/** Each small emulator as a process, on its real kind of line: one exchange, and what its shell adds. */
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { EmulatorProcess } from '../emulator-process.ts';
import { scratchFolder, startEmulator } from '../emulator-process.ts';
import { connectHidHost } from '../hid-host.ts';
import type { SerialHost } from '../serial-host.ts';
import { openSerialHost } from '../serial-host.ts';

const running: EmulatorProcess[] = [];
const hosts: { close(): unknown }[] = [];
const folders: { remove(): void }[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  await Promise.all(running.splice(0).map((one) => one.end()));
  for (const folder of folders.splice(0)) folder.remove();
});

function start(main: string, place: '--socket' | '--symlink', options: readonly string[]) {
  const folder = scratchFolder();
  folders.push(folder);
  const path = folder.path('device');
  const emulator = startEmulator(main, [place, path, ...options]);
  running.push(emulator);
  return { emulator, path };
}

async function serial(main: string, baud: number, options: readonly string[] = [], hostBaud = baud) {
  const { emulator, path } = start(main, '--symlink', options);
  expect(await emulator.event('listening')).toMatchObject({ address: `serial:${path}?baud=${baud}`, path });
  const plug = async (): Promise<SerialHost> => {
    const host = await openSerialHost(path, hostBaud);
    hosts.push(host);
    await emulator.event('host-open');
    return host;
  };
  return { emulator, path, plug, host: await plug() };
}

async function hid(main: string, options: readonly string[]) {
  const { emulator, path } = start(main, '--socket', options);
  await emulator.event('listening');
  const host = await connectHidHost(path);
  hosts.push(host);
  await emulator.event('host-open');
  return { emulator, host };
}

const visa = { pan: '4761739001010010', expiry: '2912' };

test('MagTek HID: a swipe, and its software id by feature report', async () => {
  const { emulator, host } = await hid('card-reader/main.ts', ['--model', 'magtek-hid']);
  await emulator.run('swipe', visa);
  expect(await host.next('I')).toHaveLength(337);
  host.send('F', Buffer.concat([Buffer.from([0, 0, 1, 0]), Buffer.alloc(21)]));
  host.send('G', Uint8Array.of(0));
  expect((await host.next('G')).toString('latin1', 3, 14)).toBe('21042812D01');
});

test.each([
  ['magnesafe-hid', 856],
  ['securemag-hid', 560],
])('%s: a swipe of %i bytes', async (model, bytes) => {
  const { emulator, host } = await hid('card-reader/main.ts', ['--model', model]);
  await emulator.run('swipe', visa);
  expect(await host.next('I')).toHaveLength(bytes);
});

test('NEO: a ping on the line', async () => {
  const { host } = await serial('card-reader/main.ts', 115200, ['--model', 'neo-serial', '--boot', 'none']);
  host.write(Buffer.from('5669564F74656368320018010000B3CD', 'hex'));
  expect((await host.read(16)).toString('hex')).toBe('5669564f74656368320018000000fa83');
});

test('plain MSR: tracks on the line', async () => {
  const { emulator, host } = await serial('card-reader/main.ts', 9600, ['--model', 'msr-serial']);
  await emulator.run('swipe', { tracks: { 2: ';222?' } });
  expect((await host.read(6)).toString()).toBe(';222?\r');
});

test('display: a frame is told once it stands', async () => {
  const { emulator, host } = await serial('display/main.ts', 9600, ['--charset', 'gb18030']);
  host.write(Buffer.concat([Buffer.from('\u001b@\u001f$\u0001\u0002', 'latin1'), Buffer.from('d3a6cad5', 'hex')]));
  expect(await emulator.event('changed')).toMatchObject({ lines: [' '.repeat(20), `应收${' '.repeat(16)}`] });
  expect(await emulator.run('grid')).toMatchObject({ cursor: { column: 5, row: 2 } });
});

test('scanner: HID and serial', async () => {
  const pos = await hid('scanner/main.ts', ['--model', 'hid-pos']);
  await pos.emulator.run('scan', { code: '6901234567892' });
  expect((await pos.host.next('I')).toString('latin1', 5, 18)).toBe('6901234567892');
  const line = await serial('scanner/main.ts', 9600, ['--model', 'serial', '--suffix', 'crlf']);
  await line.emulator.run('double', { code: 'A', gapMs: 5 });
  expect((await line.host.read(6)).toString()).toBe('A\r\nA\r\n');
});

test('PIN pad: health on the line, a replug under the same name, health again', async () => {
  const { emulator, host, plug } = await serial('pin-pad/main.ts', 9600);
  const health = async (at: SerialHost): Promise<string> => {
    at.write(Buffer.from('0F31360E09', 'hex'));
    return (await at.read(7)).toString('hex');
  };
  expect(await health(host)).toBe('060f3136300e39');
  await emulator.run('replug', { afterMs: 10 });
  await host.close();
  await emulator.event('listening');
  expect(await health(await plug())).toBe('060f3136300e39');
});

test('PIN pad: bytes one by one, and late', async () => {
  const { emulator, host } = await serial('pin-pad/main.ts', 9600);
  await emulator.run('split');
  await emulator.run('late', { ms: 30 });
  host.write(Buffer.from('0F31360E09', 'hex'));
  expect((await host.read(7)).toString('hex')).toBe('060f3136300e39');
});

test('a host at another speed is heard as garbage, and told about', async () => {
  const { emulator, host } = await serial('pin-pad/main.ts', 9600, [], 1200);
  host.write(Buffer.from('0F31360E09', 'hex'));
  expect(await emulator.event('error')).toEqual({
    event: 'error',
    detail: 'the host speaks at 1200 baud, the device at 9600',
  });
});

test('the symlink goes with the process', async () => {
  const { emulator, path, host } = await serial('display/main.ts', 9600);
  expect(existsSync(path)).toBe(true);
  await host.close();
  running.splice(0);
  expect(await emulator.end()).toBe(0);
  expect(existsSync(path)).toBe(false);
});
