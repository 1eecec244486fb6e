/** What was kept encrypted for people's sake, and is wiped when its time is over (promise 5; requirement D7). */

/** Secrets created before these instants (epoch milliseconds), and how many there were; what a promise or a reversal still needs is not among them. */
export interface ExpiredSecrets {
  /** Names and numbers of customers whose promised refund has ended. */
  readonly customersBeforeMs: number;
  readonly customers: number;
  /** Card numbers past the window in which their sale can be refunded. */
  readonly cardsBeforeMs: number;
  readonly cards: number;
}

export interface SecretsDraft {
  readonly type: 'secrets.expired';
  readonly txn: null;
  readonly body: ExpiredSecrets;
}
