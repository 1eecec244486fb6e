/**
 * The terminal tests itself (requirement E2): each device is asked whether it is there, and an entry is written, durably, and read back. An unwritable
 * journal ends the process, as everywhere.
 */
import type { Tried } from '../../drivers/link/question.ts';
import type { DeviceTried, SelfTest, TestedDevice } from '../rules/self-test.ts';
import type { Ports } from './ports.ts';

interface Asked {
  test(tried: (tried: Tried) => void): void;
}

/**
 * One durable append, when every device has answered or its time is over. `made` is called once, unless it is cancelled first.
 * A device whose line is down is not asked: that it is missing is known, and said elsewhere on the page.
 */
export function testTerminal(ports: Ports, made: (test: SelfTest) => void): () => void {
  const sessions: readonly (readonly [TestedDevice, Asked | null])[] = [
    ['printer', ports.printer()],
    ['cardReader', ports.reader()],
    ['pinPad', ports.pinPad()],
  ];
  const open = sessions.flatMap(([device, session]) => (session === null ? [] : [{ device, session }]));
  // The keypad has no question; the key that led here is its answer.
  const known: readonly DeviceTried[] = [
    { device: 'keypad', tried: 'answered' },
    ...(ports.hasScanner ? [{ device: 'scanner', tried: 'no-question' } as const] : []),
  ];
  const answers = new Map<TestedDevice, Tried>();
  let cancelled = false;
  const take = (device: TestedDevice, tried: Tried): void => {
    answers.set(device, tried);
    if (cancelled || answers.size < open.length) return;
    cancelled = true;
    made(written(ports, [...open.map((one) => ({ ...one, tried: answers.get(one.device) ?? 'silent' })), ...known]));
  };
  for (const { device, session } of open) session.test((tried) => take(device, tried));
  if (open.length === 0) made(written(ports, known));
  return () => {
    cancelled = true;
  };
}

function written(ports: Ports, tried: readonly DeviceTried[]): SelfTest {
  const { journal } = ports;
  const at = ports.stamp();
  const newestMs = journal.last(1)[0]?.atMs ?? at.atMs;
  const freeBytes = ports.freeBytes();
  const clockBattery = ports.clockBattery();
  const named = (how: Tried) => tried.filter((one) => one.tried === how).map(({ device }) => device);
  const silent = named('silent');
  const body = {
    devices: named('answered'),
    ...(silent.length === 0 ? {} : { silent }),
    ...(clockBattery === null ? {} : { clockBattery }),
    freeBytes,
    newestMs,
  };
  const [entry] = journal.append([{ type: 'selfTest.made', txn: null, body }], at);
  const [found] = journal.last(1);
  const isBack = entry !== undefined && found?.type === 'selfTest.made' && found.hash === entry.hash;
  return {
    devices: tried.map(({ device, tried: how }) => ({ device, tried: how })),
    clockBattery,
    writtenSeq: isBack ? entry.seq : null,
    freeBytes,
    nowMs: at.atMs,
    newestMs,
  };
}
