/** Draws a script from a seed, within the fault budget (README.md). Drawn before anything runs, so that acts can be left out of it. */

import type { Act, Attention, CutAct, FaultAct, HealAct, RefundAct, SaleAct } from './acts.ts';
import { drawPad } from './at-pad.ts';
import { bentAnswer, holdMishap } from './bank-mishaps.ts';
import { Chance } from './chance.ts';
import { ADDRESSES } from './devices.ts';
import { drawErrands, drawOffer } from './errands.ts';
import { fittedMishap } from './fitted-mishaps.ts';
import { drawFitted } from './fittings.ts';
import { ALL_KEYS, type PeoplePress } from './keys.ts';
import { cutOnTheWay, drawMishap, type Mishap, padMishap, printerMishap } from './mishaps.ts';
import type { Script } from './play.ts';
import { drawDsr, drawNeighbour, drawProfile, type Profile } from './profile.ts';
import { drawSecondPerson, isTrustedWithLittle } from './two-people.ts';
import { drawUnreferenced } from './unreferenced.ts';

/** How bad the luck is in one world: faults for each thing that people do. */
const CLIMATES = [0, 0.15, 0.4, 0.8] as const;
/** Summer time, a wrong day, a dead battery, and back. */
const CLOCK_JUMPS_MS = [
  ...[3_600_000, -3_600_000, 86_400_000, -86_400_000, -860_000_000, 860_000_000],
  // Over the refund window and back.
  ...[3_500_000_000, -3_500_000_000],
] as const;
/** Of the sales of a world, times its climate: an answer that does not fit, sealed as if it did. */
const BENT = 0.12;
/** What follows a hold; where it takes two to give back little, mostly what gives back. */
const FOLLOW_UPS = ['nothing', 'complete', 'complete', 'cancel', 'tell', 'undo'] as const;
const UNDOING = ['nothing', 'undo', 'undo', 'undo', 'tell', 'undo'] as const;
/** Faults that last at the same time. */
const MOST_AT_ONCE = 3;

export function drawScript(seed: number, sales: number): Script {
  const chance = new Chance(seed);
  // Drawn apart, so that older seeds still draw what they drew.
  const banking = new Chance(seed ^ 0x5eed);
  const errands = new Chance(seed ^ 0xe44a);
  const counter = drawProfile(chance.fork());
  const beside = new Chance(seed ^ 0x2b);
  const pads = new Chance(seed ^ 0x9ad);
  const offer = { ...drawBank(banking), ...drawOffer(errands), ...drawNeighbour(beside, counter) };
  const wired = { ...counter, ...offer, ...drawPad(pads, counter) };
  const wires = new Chance(seed ^ 0xd52);
  const offered = { ...wired, ...drawDsr(wires, wired) };
  const without = drawUnreferenced(new Chance(seed ^ 0x5a1e), offered);
  const fitted = spoken({ ...offered, ...without, ...drawFitted(new Chance(seed ^ 0xf17), offered) });
  const profile = { ...fitted, ...drawSecondPerson(new Chance(seed ^ 0x2e0), fitted) };
  const climate = chance.pick(CLIMATES);
  const writer = new Writer(chance, climate, {
    printer2: profile.secondPrinter === undefined ? null : beside,
    pad: profile.pinPad === undefined ? null : pads,
  });
  const befalls = new Chance(seed ^ 0xfa17);
  const bent = new Chance(seed ^ 0xbe27);
  for (let sale = 0; sale < sales; sale += 1) {
    writer.oneSaleAndAround();
    writer.besides(banking, bent, profile);
    if (bent.happens(climate * BENT)) writer.befall(bentAnswer(bent), bent);
    if (befalls.happens(climate)) writer.befall(fittedMishap(befalls, profile), befalls);
    if (wires.happens(climate)) writer.befall(cutOnTheWay(wires, profile), wires);
    writer.errands(drawErrands(errands, profile));
  }
  return { seed, profile, acts: writer.acts };
}

/** What befalls devices that not every counter has; null: it has none. */
interface Others {
  readonly printer2: Chance | null;
  readonly pad: Chance | null;
}

class Writer {
  readonly acts: Act[] = [];
  readonly #chance: Chance;
  readonly #climate: number;
  readonly #others: Others;
  #lasting: { readonly until: number; readonly heals: readonly HealAct[]; readonly device: FaultAct['device'] }[] = [];

  constructor(chance: Chance, climate: number, others: Others) {
    this.#chance = chance;
    this.#others = others;
    this.#climate = climate;
  }

  oneSaleAndAround(): void {
    const chance = this.#chance;
    this.#step(this.#sale());
    if (chance.happens(0.3)) this.#step(this.#refund());
    if (chance.happens(0.12)) this.#step(this.#reprint());
    if (chance.happens(0.15)) this.#step({ do: 'promise', attention: this.#attention() });
    if (chance.happens(0.06)) this.#step(this.#shift());
    if (chance.happens(0.12)) this.#step(this.#keys());
    if (chance.happens(0.05)) this.#step(this.#settle());
    if (chance.happens(0.06)) this.#step({ do: 'resolve', attention: this.#attention() });
    if (chance.happens(0.02)) this.#step({ do: 'restore', skip: chance.pick([1, 100, 1_000]) });
    if (chance.happens(0.03)) this.#step({ do: 'set-clock', byMs: chance.pick(CLOCK_JUMPS_MS) });
    if (chance.happens(0.15)) this.#step(this.#cash());
    if (chance.happens(0.04)) this.#step(this.#freeze());
    if (chance.happens(0.2)) this.#step({ do: 'wait', ms: chance.pick([50, 2_000, 30_000, 130_000]) });
    if (chance.happens(0.35)) this.#step({ do: 'tend-printer' });
  }

  /** What else an account is for. @param bent what the bank makes of it */
  besides(chance: Chance, bent: Chance, profile: Profile): void {
    const attention = chance.happens(0.7) ? 'truth' : 'ignore';
    const fen = chance.whole(100, 90_000);
    if (chance.happens(0.12)) {
      const then = chance.pick(isTrustedWithLittle(profile) ? UNDOING : FOLLOW_UPS);
      if (bent.happens(Math.min(this.#climate, 0.5))) this.#befall(holdMishap(bent, then), bent);
      this.#step({ do: 'hold', fen, then, attention });
    }
    if (chance.happens(0.05)) this.#step({ do: 'balance', attention });
    if (chance.happens(0.06)) {
      const agrees = chance.pick(['yes', 'yes', 'no', 'silent'] as const);
      this.#step({ do: 'part', fen, heldFen: chance.whole(1, fen), agrees, attention });
    }
  }

  errands(acts: readonly Act[]): void {
    for (const act of acts) this.#step(act);
  }

  #step(act: Act): void {
    const now = this.acts.length;
    for (const lasting of this.#lasting.filter(({ until }) => until <= now)) this.acts.push(...lasting.heals);
    this.#lasting = this.#lasting.filter(({ until }) => until > now);
    if (this.#chance.happens(this.#climate)) this.#mishap();
    const { printer2, pad } = this.#others;
    if (printer2?.happens(this.#climate * 0.4)) this.#befall(printerMishap(printer2, 'printer2'));
    if (pad?.happens(this.#climate * 0.3)) this.#befallPad(pad);
    this.acts.push(act);
  }

  #mishap(): void {
    const chance = this.#chance;
    if (chance.happens(0.3)) {
      this.acts.push(drawCut(chance));
      return;
    }
    if (this.#lasting.length < MOST_AT_ONCE) this.#befall(drawMishap(chance));
  }

  #befallPad(pad: Chance): void {
    if (pad.happens(0.2)) this.acts.push(cutAtPad(pad));
    else this.#befall(padMishap(pad));
  }

  /** @param mishap null: there is nothing on this counter that it could befall */
  befall(mishap: Mishap | null, chance: Chance): void {
    if (mishap !== null && this.#lasting.length < MOST_AT_ONCE) this.#befall(mishap, chance);
  }

  #befall(mishap: Mishap, chance: Chance = this.#chance): void {
    // One device has one trouble that lasts.
    if (mishap.heals.length > 0 && this.#lasting.some(({ device }) => device === mishap.fault.device)) return;
    this.acts.push(mishap.fault);
    // Before it is counted how long the trouble lasts: what is accepted is used for a while.
    if (mishap.fault.verb === 'exchange') this.#accept(chance);
    if (mishap.heals.length > 0) {
      const { device } = mishap.fault;
      this.#lasting.push({ until: this.acts.length + chance.whole(1, 6), heals: mishap.heals, device });
    }
  }

  /** The other unit is found by the terminal, mostly somebody takes it for right, and the next customer pays there. */
  #accept(chance: Chance): void {
    this.acts.push({ do: 'wait', ms: 8_000 });
    this.acts.push({ do: 'look', accepts: chance.happens(0.7), attention: 'truth' });
    this.acts.push({
      ...{
        do: 'sale',
        fen: chance.whole(100, 90_000),
        card: chance.pick(['visa', 'mastercard'] as const),
        slip: false,
      },
      ...{ swipe: 'good', withoutPaper: 'go-on', waiting: 'calm', leave: 'confirm', attention: 'truth' },
    });
  }

  #attention(): Attention {
    return this.#chance.happens(0.7) ? 'truth' : 'ignore';
  }

  #sale(): SaleAct {
    const chance = this.#chance;
    return {
      do: 'sale',
      fen: chance.pick([1, 7, 99, 100, 1_234, 8_800, 49_999, 50_001, 100_000, chance.whole(1, 99_999)]),
      card: chance.weighted({ visa: 70, mastercard: 25, unknown: 5 }),
      slip: chance.happens(0.1),
      swipe: chance.weighted({
        good: 80,
        'unreadable-first': 5,
        'wrong-side-first': 3,
        twice: 5,
        'too-early': 4,
        none: 3,
      }),
      withoutPaper: chance.weighted({ 'go-on': 75, cancel: 25 }),
      waiting: chance.weighted({ calm: 70, cancel: 12, 'swipe-again': 10, 'any-key': 8 }),
      leave: chance.weighted({ confirm: 50, cancel: 10, 'walk-away': 20, next: 20 }),
      attention: this.#attention(),
    };
  }

  #refund(): RefundAct {
    const chance = this.#chance;
    return {
      do: 'refund',
      which: chance.happens(0.6) ? 0 : chance.whole(0, 9),
      by: chance.weighted({ slip: 60, trace: 10, rrn: 15, 'wrong-number': 5, 'merchant-slip': 10 }),
      amount: chance.pick(['all', 'all', 'empty-line', 'over', 300, 500, chance.whole(1, 999)] as const),
      reason: chance.whole(1, 7),
      withoutPaper: chance.weighted({ later: 60, now: 30, cancel: 10 }),
      phone: '13800138000',
      attention: this.#attention(),
    };
  }

  #settle(): Act {
    const chance = this.#chance;
    return {
      do: 'settle',
      attention: this.#attention(),
      blocked: chance.pick(['sign', 'retry', 'cancel'] as const),
      waiting: chance.weighted({ watch: 60, 'give-up': 20, 'walk-away': 20 }),
    };
  }

  #reprint(): Act {
    const chance = this.#chance;
    return {
      do: 'reprint',
      which: chance.happens(0.4) ? 'last' : chance.whole(0, 9),
      copy: chance.pick(['customer', 'merchant'] as const),
      attention: this.#attention(),
    };
  }

  #shift(): Act {
    const chance = this.#chance;
    return { do: 'shift', how: chance.pick(['hand-over', 'lock', 'wrong-pin'] as const), attention: this.#attention() };
  }

  #cash(): Act {
    const chance = this.#chance;
    return {
      do: 'cash',
      fen: chance.pick([1, 100, 4_500, 49_999, chance.whole(1, 99_999)]),
      given: chance.pick(['exact', 'more', 'short'] as const),
      afterwards: chance.weighted({ keep: 50, 'part-back': 30, 'all-back': 20 }),
      attention: this.#attention(),
    };
  }

  #freeze(): Act {
    const chance = this.#chance;
    return {
      do: 'freeze',
      on: chance.weighted({ terminal: 50, 'last-transaction': 30, 'card-of-last': 20 }),
      reason: chance.pick(['1', '2', '3', '4', '5'] as const),
      tries: chance.pick(['sale', 'sale', 'refund', 'promise'] as const),
      attention: this.#attention(),
    };
  }

  #keys(): Act {
    const chance = this.#chance;
    const keys: readonly PeoplePress[] = Array.from({ length: chance.whole(1, 8) }, () => chance.pick(ALL_KEYS));
    return { do: 'keys', keys, gapMs: chance.pick([50, 150, 600]) };
  }
}

/** The neutral dialect has no place for parts, enquiries and scripts. */
function spoken({ partialApproval, enquiry, ...profile }: Profile): Profile {
  if (profile.neutral === true) return profile;
  return {
    ...profile,
    ...(partialApproval === undefined ? {} : { partialApproval }),
    ...(enquiry === undefined ? {} : { enquiry }),
  };
}

/** What the bank does besides. */
function drawBank(chance: Chance): Pick<Profile, 'partialApproval' | 'enquiry'> {
  return {
    ...(chance.happens(0.5) ? { partialApproval: true as const } : {}),
    ...(chance.happens(0.25) ? { enquiry: true as const } : {}),
  };
}

/** In the middle of the talk with the PIN pad. */
function cutAtPad(chance: Chance): CutAct {
  const point = { at: 'write', n: chance.whole(1, 12), left: chance.happens(0.5), to: ADDRESSES.pinPad } as const;
  return { do: 'cut-power', point, offMs: chance.pick([200, 3_000, 15_000]) };
}

function drawCut(chance: Chance): CutAct {
  const where = chance.weighted({ once: 20, append: 45, write: 35 });
  const point =
    where === 'once'
      ? ({ at: 'once' } as const)
      : where === 'append'
        ? ({ at: 'append', n: chance.whole(1, 9), committed: chance.happens(0.5) } as const)
        : ({ at: 'write', n: chance.whole(1, 60), left: chance.happens(0.5) } as const);
  return { do: 'cut-power', point, offMs: chance.pick([200, 3_000, 15_000, 90_000]) };
}
