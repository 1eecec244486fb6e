/** Another printer is accepted while the one before it had slips in hand: nobody can ask that one any more (design §6). */
import { expect, test } from 'vitest';
import { type DeviceParts, deviceEffects } from '../../../firmware/effects/device-effects.ts';
import { NO_SESSIONS } from '../../../firmware/effects/device-openers.ts';
import type { DeviceIdentity } from '../../../firmware/machines/device-link.ts';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import type { Stamp } from '../../../storage/facts.ts';
import { merchant, Till } from '../../storage/acts.ts';

const STAMP: Stamp = { atMs: 1_790_000_000_000, clock: 'synchronised', operator: '1' };
const other: DeviceIdentity = {
  name: 'EPSON TM-T88',
  serial: 'B2',
  firmware: null,
  grade: 'A',
  encryption: null,
  complaints: [],
};

/** Says yes to the other printer as the health page does. */
function accept(till: Till, device: 'printer' | 'cardReader'): void {
  const parts = { journal: till.journal, policy: DEFAULT_POLICY, stamp: () => STAMP } as Partial<DeviceParts>;
  const { recordAccepted } = deviceEffects(parts as DeviceParts, { ...NO_SESSIONS }, () => {}).actions;
  if (typeof recordAccepted !== 'function') throw new Error('recordAccepted is not wired');
  recordAccepted({} as Parameters<typeof recordAccepted>[0], { device, identity: other, by: null });
}

function tillWithSlip(): Till {
  const till = new Till();
  till.sale('s');
  till.start(merchant('s'));
  return till;
}

test('a slip that was under way is in doubt: never a second unmarked one', () => {
  const till = tillWithSlip();
  accept(till, 'printer');
  expect(till.copy(merchant('s'))).toMatchObject({ state: 'doubtful', nextMarking: { kind: 'duplicate', n: 1 } });
  expect(till.journal.knownDevice('printer')).toEqual({ identity: 'EPSON TM-T88 grade A', serial: 'B2' });
});

test('a held slip whose end had not left the terminal is incomplete, and named', () => {
  const till = tillWithSlip();
  const slip = till.copy(merchant('s')).slip;
  till.held(merchant('s'), 1, 2, 3);
  accept(till, 'printer');
  expect(till.copy(merchant('s'))).toMatchObject({ state: 'owed', nextMarking: { kind: 'replaces', slip } });
});

test('a held slip that had left whole is in doubt', () => {
  const till = tillWithSlip();
  till.held(merchant('s'), 1, 3, 3);
  accept(till, 'printer');
  expect(till.copy(merchant('s')).state).toBe('doubtful');
});

test('another card reader changes nothing on paper', () => {
  const till = tillWithSlip();
  accept(till, 'cardReader');
  expect(till.copy(merchant('s')).state).toBe('started');
});
