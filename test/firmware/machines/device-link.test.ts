/** The life of a device on moved time: how often a missing one is asked for, another one in its place, what the technician is told. */
import { describe, expect, test } from 'vitest';
import { type DeviceIdentity, deviceLinkMachine } from '../../../firmware/machines/device-link.ts';
import { harness } from './desk-harness.ts';

const EFFECTS = ['openDevice', 'closeDevice', 'recordReady', 'recordLost', 'recordDiffered', 'recordAccepted'];
const identity = (serial: string | null): DeviceIdentity => ({
  name: 'MagTek',
  serial,
  firmware: null,
  grade: null,
  encryption: 'none',
  complaints: [],
});
const lost = (cause: string) => ({ type: 'device.lost', cause, detail: 'gone', atMs: 7 });

/** `answer`: what becomes of each attempt to open. */
function link(answer: (attempt: number) => { readonly type: string; readonly [field: string]: unknown } | null) {
  let attempts = 0;
  return harness(
    deviceLinkMachine,
    EFFECTS,
    {
      openDevice: (_, send) => {
        const event = answer(++attempts);
        if (event !== null) send(event);
      },
      closeDevice: (_, send) => send({ type: 'device.closed', atMs: 9 }),
    },
    { device: 'cardReader' },
  );
}

const count = (it: ReturnType<typeof link>, effect: string) => it.effects().filter((name) => name === effect).length;

/** Timers set by timers run only with the next step of the clock. */
function pass(it: ReturnType<typeof link>, ms: number): void {
  for (let passed = 0; passed < ms; passed += 50) it.clock.increment(50);
}

describe('a device that is not there', () => {
  test('is tried after 0.25, 0.5, 1, 2, 4 and then every 5 seconds: 16 times in a minute, not once more', () => {
    const it = link(() => lost('absent'));
    pass(it, 7_500);
    expect(count(it, 'openDevice')).toBe(5);
    pass(it, 52_500);
    expect(count(it, 'openDevice')).toBe(16);
    expect(it.effects()).not.toContain('recordLost');
  });

  test('is tried quickly again after it was there', () => {
    const it = link((attempt) =>
      attempt === 8 ? { type: 'device.identified', identity: identity('A'), atMs: 1 } : lost('absent'),
    );
    pass(it, 30_000);
    expect(it.state()).toBe('ready');
    it.send(lost('unplugged'));
    pass(it, 250);
    expect(count(it, 'openDevice')).toBe(9);
    expect(it.done.find(({ effect }) => effect === 'recordLost')?.params).toMatchObject({ cause: 'unplugged' });
  });
});

test('one that opens and says nothing is closed and left alone for longer', () => {
  const it = link(() => null);
  pass(it, 15_000);
  expect(it.state()).toBe('faulted');
  expect(count(it, 'closeDevice')).toBe(1);
  pass(it, 10_000);
  expect(count(it, 'openDevice')).toBe(2);
});

describe('another device in its place', () => {
  const other = { type: 'device.differed', identity: identity('B'), expected: 'A', atMs: 3 };

  test('is written down once, however often it is looked at, and forgotten when the right one is back', () => {
    const it = link((attempt) =>
      attempt < 4 ? other : { type: 'device.identified', identity: identity('A'), atMs: 4 },
    );
    expect(it.state()).toBe('different');
    pass(it, 10_000);
    expect(it.state()).toBe('different');
    expect(count(it, 'recordDiffered')).toBe(1);
    pass(it, 5_000);
    expect(it.state()).toBe('ready');
  });

  test('is used when a person says so: the word is written down before the device is opened', () => {
    const it = link((attempt) =>
      attempt === 1 ? other : { type: 'device.identified', identity: identity('B'), atMs: 4 },
    );
    it.send({ type: 'device.confirmed', by: '5' });
    expect(it.done.find(({ effect }) => effect === 'recordAccepted')?.params).toMatchObject({ by: '5' });
    expect(it.state()).toBe('ready');
    expect(it.effects()).toEqual(['openDevice', 'recordDiffered', 'recordAccepted', 'openDevice', 'recordReady']);
  });

  test('that tells its number late (a printer) is put aside from use', () => {
    const it = link(() => ({ type: 'device.identified', identity: identity(null), atMs: 1 }));
    expect(it.state()).toBe('ready');
    it.send(other);
    expect(it.state()).toBe('different');
  });

  test('a confirmation without another device means nothing', () => {
    const it = link(() => ({ type: 'device.identified', identity: identity('A'), atMs: 1 }));
    it.send({ type: 'device.confirmed' });
    expect(it.effects()).not.toContain('recordAccepted');
    expect(it.state()).toBe('ready');
  });
});
