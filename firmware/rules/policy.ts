/** What a shop allows. The shipped defaults; a `policy` file may change each of them (design §8). */

import type { ConsentBy } from '../../storage/entries/customer.ts';
import { DEFAULT_REASON_GROUPS, DEFAULT_REASONS, type NamedGroup, type Reason } from './reasons.ts';
import { DEFAULT_RETURN_CLASSES, type ReturnClass } from './return-classes.ts';
import type { WatchPolicy } from './watch.ts';

export interface Policy {
  /** The shop's own name for this version; stands in the journal with every change. */
  readonly version: string;
  /** One sale, in minor units. */
  readonly saleLimitMinor: number;
  /** While nothing can be printed (requirements D4). */
  readonly emergency: {
    readonly perSaleLimitMinor: number;
    readonly perOutageLimitMinor: number;
    readonly perOutageCount: number;
    /** Longer than this nothing is sold without paper on a cashier's word alone. */
    readonly perOutageHours: number;
    /** Differences after an outage with no more than this at stake are signed off by the operator alone; 0: a manager signs for any. */
    readonly signOffLimitMinor: number;
  };
  readonly refund: {
    /** One refund. */
    readonly limitMinor: number;
    /** Asked for while nothing can be printed: `ask` lets the cashier choose. */
    readonly withoutPaper: 'ask' | 'defer' | 'now';
    /** A deferred refund is promised within this many hours. */
    readonly promiseHours: number;
    /** Sales can be refunded for so many days (the acquirer's rule); their card numbers are kept, encrypted, no longer. */
    readonly windowDays: number;
    /** A customer's name and number are wiped so many days after a promise was made, once it has ended. */
    readonly customerDays: number;
    /** Within so many working days the money should be with the customer; printed on the slip. */
    readonly arrivalWorkingDays: number;
  };
  /** Files of transactions that are talked about with the acquirer (requirement C7). */
  readonly caseFiles: {
    /** Asked again after so many days, unless another number is typed. */
    readonly remindDays: number;
  };
  /** Refunds that name no sale (facts/acquirer §3): off, or with a manager's word, within limits of their own. */
  readonly unreferencedRefunds: {
    readonly allow: 'off' | 'manager';
    /** One of them. */
    readonly limitMinor: number;
    /** All of one shift. */
    readonly perShiftMinor: number;
    /** Codes of `reasons` that count for one; they stand on the digits. */
    readonly reasons: readonly string[];
  };
  /** In the place of paper (requirement D13). */
  readonly alternatives: {
    /** One coupon; 0: none are given. */
    readonly couponLimitMinor: number;
    /** All coupons of one outage. */
    readonly perOutageMinor: number;
  };
  readonly reversal: {
    /** Attempts in a row before waiting. */
    readonly immediateAttempts: number;
    /** Failed attempts after which a person must look; trying goes on. */
    readonly escalateAfterAttempts: number;
  };
  readonly roll: {
    /** What a new one has, in millimetres. */
    readonly lengthMm: number;
  };
  readonly devices: {
    /** Another device (by serial number) in the place of a known one: `ask` for a person's word, or `use` it and write that down. */
    readonly whenAnother: 'ask' | 'use';
  };
  /** What may be given back without asking; beyond it a second person agrees (requirements A13, A14). */
  readonly limits: {
    /** Voids and refunds of one shift. */
    readonly perShiftMinor: number;
    /** Of one operator within 24 hours. */
    readonly perOperatorMinor: number;
    /** To which one manager agrees within 24 hours; beyond it nobody does. */
    readonly perManagerMinor: number;
    /** From this amount on two people are needed. */
    readonly secondPersonFromMinor: number;
    /** Who the second one is. */
    readonly secondPerson: 'manager' | 'anyone';
  };
  /** Slips of the finger (requirements A17, A18). */
  readonly amounts: {
    /** Sales and refunds from this amount on are typed twice. */
    readonly typedTwiceFromMinor: number;
    /** So many times the usual sale asks again; the usual one is the median of the terminal's newest 50. */
    readonly timesUsual: number;
    /** Amounts below never ask. */
    readonly unusualFromMinor: number;
  };
  /** The upper level of the reasons, on the digits from 1 on. */
  readonly reasonGroups: readonly NamedGroup[];
  /** The first seven stand on digits, all of them behind their group. */
  readonly reasons: readonly Reason[];
  /** The customer's word before money goes back (requirement A3). */
  readonly consent: {
    /** From this amount on it is needed; 0: always. */
    readonly fromMinor: number;
    readonly ways: readonly ConsentBy[];
  };
  /** Goods that come back: windows, conditions and fees by class (requirements A11, A16, E9). */
  readonly returns: {
    readonly classes: readonly ReturnClass[];
    /** What a class refuses may be taken all the same on a manager's word. */
    readonly managerMayOverride: boolean;
  };
  readonly people: {
    /** Minutes without a key after which the terminal asks for the PIN; 0: never. */
    readonly lockAfterIdleMinutes: number;
  };
  /** What the manager and the technician are told about (requirement G1). */
  readonly watch: WatchPolicy;
}

export const DEFAULT_POLICY: Policy = {
  version: 'shipped',
  saleLimitMinor: 5_000_000,
  emergency: {
    perSaleLimitMinor: 50_000,
    perOutageLimitMinor: 500_000,
    perOutageCount: 50,
    perOutageHours: 12,
    signOffLimitMinor: 5_000,
  },
  refund: {
    limitMinor: 5_000_000,
    withoutPaper: 'ask',
    promiseHours: 72,
    windowDays: 30,
    customerDays: 90,
    arrivalWorkingDays: 15,
  },
  caseFiles: { remindDays: 3 },
  unreferencedRefunds: {
    allow: 'off',
    limitMinor: 50_000,
    perShiftMinor: 200_000,
    reasons: ['goods-faulty', 'changed-mind', 'double-charge', 'complaint'],
  },
  alternatives: { couponLimitMinor: 1_000, perOutageMinor: 20_000 },
  reversal: { immediateAttempts: 3, escalateAfterAttempts: 9 },
  roll: { lengthMm: 30_000 },
  devices: { whenAnother: 'ask' },
  limits: {
    perShiftMinor: 5_000_000,
    perOperatorMinor: 5_000_000,
    perManagerMinor: 50_000_000,
    secondPersonFromMinor: 500_000,
    secondPerson: 'manager',
  },
  amounts: { typedTwiceFromMinor: 1_000_000, timesUsual: 10, unusualFromMinor: 200_000 },
  reasonGroups: DEFAULT_REASON_GROUPS,
  reasons: DEFAULT_REASONS,
  consent: { fromMinor: 0, ways: ['keypad', 'pin-pad', 'phone'] },
  returns: { classes: DEFAULT_RETURN_CLASSES, managerMayOverride: true },
  // A cashier with one card at a time is no open office (PCI DSS 4.0, 8.2.8 leaves such accounts out); a shop may want it all the same.
  people: { lockAfterIdleMinutes: 0 },
  watch: {
    givenBackPercent: 20,
    givenBackMinor: 500_000,
    voidsAfterPrint: 3,
    soonAfterSaleMinutes: 10,
    withoutSale: 1,
    reprints: 5,
    drawerOpens: 5,
    paperEnds: 3,
    wrongPins: 5,
    hours: null,
  },
};
