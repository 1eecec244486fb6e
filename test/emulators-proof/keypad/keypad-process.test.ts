/** The keypad as a process, a HID host on its socket, and the faults that every HID emulator has. */
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { EmulatorProcess } from '../emulator-process.ts';
import { scratchFolder, startEmulator } from '../emulator-process.ts';
import { connectHidHost } from '../hid-host.ts';

const running: EmulatorProcess[] = [];
const folders: { remove(): void }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.end()));
  for (const one of folders.splice(0)) one.remove();
});

async function keypad() {
  const folder = scratchFolder();
  folders.push(folder);
  const path = folder.path('keypad.sock');
  const emulator = startEmulator('keypad/main.ts', ['--socket', path]);
  running.push(emulator);
  expect(await emulator.event('listening')).toEqual({ event: 'listening', address: `unix:${path}`, path });
  const plug = async () => {
    const host = await connectHidHost(path);
    await emulator.event('host-open');
    return host;
  };
  return { path, emulator, plug, host: await plug() };
}

const one = '0000590000000000';
const none = '0000000000000000';

test('a press arrives as two reports', async () => {
  const { emulator, host } = await keypad();
  await emulator.run('press', { keys: ['1'] });
  expect((await host.next('I')).toString('hex')).toBe(one);
  expect((await host.next('I')).toString('hex')).toBe(none);
});

test('a second host is hung up on, the first goes on', async () => {
  const { path, emulator, host } = await keypad();
  const second = await connectHidHost(path);
  await second.ended;
  await emulator.run('press', { keys: ['1'] });
  expect((await host.next('I')).toString('hex')).toBe(one);
});

test('unplug ends the connection and takes the path away; replug brings it back', async () => {
  const { path, emulator, host, plug } = await keypad();
  await emulator.run('unplug');
  await host.ended;
  expect(existsSync(path)).toBe(false);
  await emulator.run('replug', { afterMs: 5 });
  await emulator.event('listening');
  const again = await plug();
  await emulator.run('press', { keys: ['1'] });
  expect((await again.next('I')).toString('hex')).toBe(one);
});

test('keys pressed without a host are lost', async () => {
  const { emulator, host, plug } = await keypad();
  host.close();
  await emulator.event('host-close');
  await emulator.run('press', { keys: ['9'] });
  const again = await plug();
  await emulator.run('press', { keys: ['1'] });
  expect((await again.next('I')).toString('hex')).toBe(one);
});

test('awol says nothing, back again says only what is new', async () => {
  const { emulator, host } = await keypad();
  await emulator.run('awol');
  await emulator.run('press', { keys: ['9'] });
  await emulator.run('awol', { on: false });
  await emulator.run('press', { keys: ['1'] });
  expect((await host.next('I')).toString('hex')).toBe(one);
});

test('split sends every byte alone, in order', async () => {
  const { emulator, host } = await keypad();
  await emulator.run('split');
  await emulator.run('press', { keys: ['1'] });
  expect((await host.next('I')).toString('hex')).toBe(one);
  expect((await host.next('I')).toString('hex')).toBe(none);
  expect(host.chunks()).toBeGreaterThan(2);
});

test('a host that breaks the framing is hung up on and named', async () => {
  const { emulator, host } = await keypad();
  host.write(Buffer.from('x'));
  await host.ended;
  expect(await emulator.event('error')).toMatchObject({ detail: 'message of unknown kind 0x78' });
});

test('the path goes when the emulator ends', async () => {
  const { path, emulator } = await keypad();
  running.splice(0);
  expect(await emulator.end()).toBe(0);
  expect(existsSync(path)).toBe(false);
});
