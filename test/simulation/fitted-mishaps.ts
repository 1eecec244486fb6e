/** What befalls readers, scanners and customer displays of every make. What is invented (keys, cards, codes) is outside of the budget (README.md). */
import type { FaultAct, HealAct } from './acts.ts';
import type { Chance } from './chance.ts';
import { displayOf, READERS, readerOf, scannerOf } from './fittings.ts';
import type { Mishap } from './mishaps.ts';
import type { Profile } from './profile.ts';

type Fitted = 'reader' | 'scanner' | 'display';
type Args = Readonly<Record<string, unknown>>;

const fault = (device: Fitted, verb: string, args: Args = {}): FaultAct => ({ do: 'fault', device, verb, args });
const heal = (device: Fitted, verb: string, args: Args = {}): HealAct => ({ do: 'heal', device, verb, args });

/** Noise, half a frame of a NEO, the head of a block of a SecureMag, a card of which only the beginning came, a key of a wedge that stays down. */
const GARBAGE = [
  ...['FF0055AA7E', '5669564F7465636832', '02100001', '2542343736313733', '3B34373631'],
  '0000040000000000',
] as const;

/** @returns null where this counter has nothing that it could befall */
export function fittedMishap(chance: Chance, profile: Profile): Mishap | null {
  const device = chance.weighted({ reader: 60, scanner: 20, display: 20 });
  if (device === 'scanner' && scannerOf(profile) === null) return null;
  if (device === 'display') return displayOf(profile) === null ? null : away('display');
  const isSerial = device === 'reader' ? READERS[readerOf(profile).driver].on === 'serial' : false;
  switch (chance.weighted({ away: 25, deaf: 20, garbage: 20, late: 10, split: isSerial ? 15 : 0, exchange: 20 })) {
    case 'away':
      return away(device);
    case 'deaf':
      return { fault: fault(device, 'awol'), heals: [heal(device, 'awol', { on: false })] };
    case 'garbage':
      return { fault: fault(device, 'garbage', { hex: chance.pick(GARBAGE) }), heals: [] };
    case 'late':
      return { fault: fault(device, 'late', { ms: chance.pick([40, 300]), count: chance.pick([1, 3]) }), heals: [] };
    case 'split':
      return { fault: fault(device, 'split'), heals: [heal(device, 'split', { on: false })] };
    case 'exchange':
      // Another unit that looks the same, and back.
      return device === 'reader'
        ? { fault: fault(device, 'exchange', { unit: 'other' }), heals: [heal(device, 'exchange', { unit: 'own' })] }
        : away(device);
  }
}

const away = (device: Fitted): Mishap => ({ fault: fault(device, 'unplug'), heals: [heal(device, 'plug')] });

/** How all of it ends; what a device cannot do passes by. */
export const HEALING_FITTED: readonly (readonly [Fitted, string, Args])[] = (
  ['reader', 'scanner', 'display'] as const
).flatMap((device) => [
  [device, 'awol', { on: false }] as const,
  [device, 'split', { on: false }] as const,
  [device, 'exchange', { unit: 'own' }] as const,
  [device, 'plug', {}] as const,
]);
