/** What a shop allows. The shipped defaults; a `policy` file may change each of them (design §8). */

export interface Policy {
  /** One sale, in minor units. */
  readonly saleLimitMinor: number;
  /** While nothing can be printed (requirements D4). */
  readonly emergency: {
    readonly perSaleLimitMinor: number;
    readonly perOutageLimitMinor: number;
    readonly perOutageCount: number;
    /** Longer than this nothing is sold without paper on a cashier's word alone. */
    readonly perOutageHours: number;
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
}

export const DEFAULT_POLICY: Policy = {
  saleLimitMinor: 5_000_000,
  emergency: { perSaleLimitMinor: 50_000, perOutageLimitMinor: 500_000, perOutageCount: 50, perOutageHours: 12 },
  refund: { limitMinor: 5_000_000, withoutPaper: 'ask', promiseHours: 72, windowDays: 30 },
  reversal: { immediateAttempts: 3, escalateAfterAttempts: 9 },
  roll: { lengthMm: 30_000 },
  devices: { whenAnother: 'ask' },
};
