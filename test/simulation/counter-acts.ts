/** Acts at the devices of the counter, as data (acts.ts). */

/** The customer reads the display, the cashier the page of devices, where one that was exchanged is accepted or not. */
export interface Looking {
  readonly do: 'look';
  readonly accepts: boolean;
}

/** The drawer is opened by key, without a sale. */
export interface DrawerAsking {
  readonly do: 'drawer';
  readonly when: 'at-rest' | 'in-a-slip' | 'printer-away';
  readonly times: 'once' | 'twice';
  readonly awayMs: number;
}

/** Money goes back without a sale to show. */
export interface GivingWithoutSale {
  readonly do: 'unreferenced';
  readonly fen: number;
  readonly reason: number;
  readonly card: 'visa' | 'mastercard';
  /** Who is called as the manager. */
  readonly approver: '1' | '2' | '9' | 'nobody';
  readonly agrees: boolean;
  /** One more attempt where it may be. */
  readonly again: boolean;
}

/** The bank neither answers nor undoes, until the terminal calls for a person, who calls the bank. */
export interface CallingTheBank {
  readonly do: 'hotline';
  readonly about: 'reversal' | 'advice' | 'script';
  readonly fen: number;
  /** The first message got through, only its answer did not. */
  readonly booked: boolean;
  /** The manager comes; else it goes on being told. */
  readonly calls: boolean;
}

/** The story of a transaction is read, and printed. */
export interface TellingItsStory {
  readonly do: 'story';
  /** Which of the customers' slips of sales, counted from the newest. */
  readonly which: number;
  readonly prints: boolean;
}

/** Somebody edits the policy's file. */
export interface EditingThePolicy {
  readonly do: 'policy';
  readonly text: 'cut-off' | 'wrong-value' | 'other-rule';
  /** Sold meanwhile; 0: nothing. */
  readonly fen: number;
}
