/**
 * Is it another device that stands there now? Judged by the serial number, where the device tells one (design §7, facts/peripherals
 * §6 no. 10): a card reader that was exchanged during a coffee break may be a skimmer.
 */

export interface Remembered {
  /** What was last told or accepted here; null where that had no number. */
  readonly serial: string | null;
  /** The last number that was told or accepted here, also where a device without one was accepted since. */
  readonly lastNumber: string | null;
}

/**
 * Who says yes to a device that tells no number has not said yes to the next one that does: it may come into the same place, and would be taken up without a
 * word. Only the number that was known before is known again.
 * @param remembered by the journal, of this place
 * @param told what the device tells now; a known device that suddenly tells none is another one
 * @param tellsLater it may still tell: a printer without paper answers nothing in order, and identifies itself again when it can
 */
export function isAnotherDevice({ serial, lastNumber }: Remembered, told: string | null, tellsLater: boolean): boolean {
  if (told === null) return serial !== null && !tellsLater;
  return lastNumber !== null && told !== lastNumber;
}
