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
