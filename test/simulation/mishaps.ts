/** What can go wrong with each device, how often, and what ends it. The budget is in README.md. */

import type { PrinterPlace } from '../../storage/facts.ts';
import type { FaultAct, HealAct } from './acts.ts';
import type { Chance } from './chance.ts';
import { type DeviceName, TMK } from './devices.ts';
import type { Profile } from './profile.ts';

export interface Mishap {
  readonly fault: FaultAct;
  /** Empty where it passes by itself. */
  readonly heals: readonly HealAct[];
}

type Args = Readonly<Record<string, unknown>>;

const fault = (device: DeviceName, verb: string, args: Args = {}): FaultAct => ({ do: 'fault', device, verb, args });
const heal = (device: DeviceName, verb: string, args: Args = {}): HealAct => ({ do: 'heal', device, verb, args });

export function drawMishap(chance: Chance): Mishap {
  switch (chance.weighted({ bank: 40, printer: 44, keypad: 5, reader: 5, display: 2, line: 4 })) {
    case 'bank':
      return bankMishap(chance);
    case 'printer':
      return printerMishap(chance);
    case 'keypad':
      return keypadMishap(chance);
    case 'reader':
      return {
        fault: fault('reader', chance.pick(['unplug', 'awol'])),
        heals: [heal('reader', 'awol', { on: false }), heal('reader', 'plug')],
      };
    case 'display':
      return { fault: fault('display', 'unplug'), heals: [heal('display', 'plug')] };
    case 'line':
      return {
        fault: fault('acquirer', 'refuse-connections', { on: true, cut: chance.happens(0.7) }),
        heals: [heal('acquirer', 'refuse-connections', { on: false })],
      };
  }
}

/** Meant for one kind of request, so that it meets sales, reversals, refunds, voids and sign-ons alike. */
function aim(chance: Chance): Args {
  const kind = chance.weighted({
    ...{ sale: 50, void: 8, refund: 14, reversal: 20, 'sign-on': 8 },
    ...{ settlement: 5, upload: 3, 'upload-end': 2 },
  });
  return { kind, count: chance.pick([1, 1, 1, 2, 4]) };
}

function bankMishap(chance: Chance): Mishap {
  const name = chance.weighted({
    silent: 16,
    'silent-unbooked': 10,
    'answer-late': 10,
    'request-late': 6,
    'answer-other-stan': 5,
    'wrong-amount': 5,
    'wrong-terminal': 4,
    'wrong-mac': 7,
    garbage: 5,
    truncated: 5,
    'cut-before-answer': 7,
    'cut-in-answer': 7,
    'cut-on-request': 6,
    decline: 7,
    'refuse-reversal': 10,
    'split-bytes': 3,
    slow: 3,
    coalesce: 4,
    'forget-keys': 3,
    'bad-kcv': 2,
    'new-keys-required': 2,
    'break-line': 4,
    'out-of-balance': 9,
    'settlement-flag': 2,
  });
  const given = aim(chance);
  switch (name) {
    case 'answer-late':
      return passing(name, {
        ...given,
        ms: chance.pick([4_000, 8_000, 30_000, 70_000]),
        ...(chance.happens(0.5) ? { on: 'newest' } : {}),
      });
    case 'request-late':
      return passing(name, { ...given, ms: chance.pick([3_000, 9_000, 65_000]) });
    case 'decline':
      return chance.happens(0.15)
        ? passing(name, { ...given, kind: 'sale', code: '10' }) // approved in part
        : passing(name, {
            ...given,
            kind: chance.pick(['sale', 'refund', 'void']),
            code: chance.pick(['05', '51', '61', '96', '91']),
          });
    case 'refuse-reversal':
      return passing(name, { count: chance.pick([1, 3, 10]), code: chance.pick(['96', '91', '05']) });
    case 'slow':
      return passing(name, { ...given, bytesPerSecond: chance.pick([20, 400]) });
    case 'coalesce':
      return passing(name, { ...given, with: chance.pick(['copy', 'previous']) });
    case 'cut-in-answer':
      return passing(name, { ...given, bytes: chance.whole(0, 120), how: chance.pick(['end', 'reset']) });
    case 'truncated':
      return passing(name, { ...given, bytes: chance.whole(1, 60) });
    case 'out-of-balance':
      return passing(name, { add: 777, credit: chance.happens(0.5) });
    case 'settlement-flag':
      return passing(name, { flag: chance.pick(['2', '3']), count: chance.pick([1, 3]) });
    case 'forget-keys':
    case 'break-line':
      return passing(name, {});
    case 'bad-kcv':
    case 'new-keys-required':
      return passing(name, { count: 1 });
    default:
      return passing(name, given);
  }
}

function passing(verb: string, args: Args): Mishap {
  return { fault: fault('acquirer', verb, args), heals: [] };
}

/** At once, or in the middle of one of the next slips. */
function when(chance: Chance): Args {
  if (chance.happens(0.15)) return {};
  return chance.happens(0.75) ? { afterLines: chance.whole(0, 60) } : { afterBytes: chance.whole(1, 3_000) };
}

/** @param printer which one, where there are two */
export function printerMishap(chance: Chance, printer: PrinterPlace = 'printer'): Mishap {
  const name = chance.weighted({
    'paper-end': 26,
    'near-end': 3,
    'cover-open': 12,
    jam: 7,
    heat: 6,
    error: 3,
    'power-cycle': 16,
    'power-off': 8,
    unplug: 8,
    mute: 4,
    split: 3,
    'late-answers': 3,
    garbage: 2,
  });
  const strike = when(chance);
  const over = (...heals: readonly HealAct[]) => [heal(printer, 'disarm'), ...heals];
  switch (name) {
    case 'paper-end':
      return {
        fault: fault(printer, name, strike),
        heals: over(heal(printer, 'new-roll', { lines: chance.pick([60, 400, 3_000]) })),
      };
    case 'near-end':
      return { fault: fault(printer, name, strike), heals: over(heal(printer, name, { on: false })) };
    case 'cover-open':
      return { fault: fault(printer, name, strike), heals: over(heal(printer, 'cover-close')) };
    case 'jam':
      return { fault: fault(printer, name, strike), heals: over(heal(printer, 'unjam')) };
    case 'heat':
      return { fault: fault(printer, name, strike), heals: over(heal(printer, 'cool')) };
    case 'error':
      return {
        fault: fault(printer, name, { ...strike, kind: chance.pick(['recoverable', 'unrecoverable']) }),
        heals: over(heal(printer, 'power-cycle', { offMs: 2_000 })),
      };
    case 'power-cycle':
      return { fault: fault(printer, name, { ...strike, offMs: chance.pick([700, 2_000, 20_000]) }), heals: [] };
    case 'power-off':
      return { fault: fault(printer, name, strike), heals: over(heal(printer, 'power-on')) };
    case 'mute':
      return {
        fault: fault(printer, name, { ...strike, deaf: chance.happens(0.5) }),
        heals: over(heal(printer, 'unmute')),
      };
    case 'unplug':
      return { fault: fault(printer, name), heals: [heal(printer, 'plug')] };
    case 'split':
      return { fault: fault(printer, name), heals: [heal(printer, name, { on: false })] };
    case 'late-answers':
      return {
        fault: fault(printer, name, { ms: chance.pick([100, 500]) }),
        heals: [heal(printer, name, { ms: 0 })],
      };
    case 'garbage':
      // None that reads as the answer to `GS r`, which has no name: see the fault budget.
      return { fault: fault(printer, name, { hex: chance.pick(['FF', 'FE F6', '7E 55 AA', '37 22']) }), heals: [] };
  }
}

/** Off and on again in the middle of one of the next slips, where the line holds the rest of it; null: it holds nothing. */
export function cutOnTheWay(chance: Chance, { line, printer }: Profile): Mishap | null {
  if (line !== 'rtscts' || printer.baud === 0) return null;
  const strike = chance.happens(0.5) ? { afterLines: chance.whole(0, 30) } : { afterBytes: chance.whole(1, 2_000) };
  const offMs = chance.pick([700, 700, 2_000]);
  return { fault: fault('printer', 'power-cycle', { ...strike, offMs }), heals: [] };
}

/** What can go wrong with the PIN pad, some of it in the middle of what a customer does there. */
export function padMishap(chance: Chance): Mishap {
  const inEntry = chance.happens(0.6);
  const lasts = (verb: string, args: Args, ...heals: readonly HealAct[]): Mishap => ({
    fault: fault('pinPad', verb, args),
    heals: [heal('pinPad', 'disarm'), ...heals],
  });
  const passes = (verb: string, args: Args): Mishap => ({ fault: fault('pinPad', verb, args), heals: [] });
  const count = chance.pick([1, 1, 2, 3, 4]);
  const verb = chance.weighted({
    ...{ unplug: 14, awol: 10, mute: 6, split: 4, late: 12, garbage: 10 },
    ...{ 'power-cycle': 16, nak: 6, 'no-ack': 8, 'wrong-lrc': 8, 'duplicate-71': 3, 'late-71': 3, 'lose-keys': 4 },
  });
  switch (verb) {
    case 'unplug':
      return lasts(verb, { inEntry }, heal('pinPad', 'plug'));
    case 'awol':
      return lasts(verb, { inEntry }, heal('pinPad', verb, { on: false }));
    case 'mute':
    case 'split':
      return lasts(verb, {}, heal('pinPad', verb, { on: false }));
    case 'lose-keys':
      return lasts(verb, {}, heal('pinPad', 'load-master-key', { slot: 0, key: TMK }));
    case 'power-cycle':
      return passes(verb, { inEntry, offMs: chance.pick([300, 3_000, 20_000]) });
    case 'late':
      // It acknowledges within a second (facts/peripherals §1c).
      return passes(verb, { ms: chance.pick([100, 300, 500, 900]), count });
    case 'garbage':
      // Noise, half a frame, and control characters that mean something to whoever waits for one; EOT would be the pad's own word that an entry is over.
      return passes(verb, { hex: chance.pick(['FF 00 55', '02 37 31', '06', '15', '02 5A 34 33 41 03 00']) });
    case 'duplicate-71':
    case 'late-71':
      return passes(verb, {});
    default:
      return passes(verb, { count });
  }
}

function keypadMishap(chance: Chance): Mishap {
  switch (chance.weighted({ unplug: 50, stuck: 20, rollover: 15, bounce: 15 })) {
    case 'unplug':
      return { fault: fault('keypad', 'unplug'), heals: [heal('keypad', 'plug')] };
    case 'stuck':
      return {
        fault: fault('keypad', 'stuck', { key: chance.pick(['5', 'cancel']) }),
        heals: [heal('keypad', 'unstuck')],
      };
    case 'rollover':
      return { fault: fault('keypad', 'rollover'), heals: [] };
    case 'bounce':
      return { fault: fault('keypad', 'bounce', { key: chance.pick(['1', 'cancel']), ms: 5 }), heals: [] };
  }
}
