/**
 * Is it another device that stands there now? Judged by the serial number, where the device tells one (design §7, facts/peripherals
 * §6 no. 10): a card reader that was exchanged during a coffee break may be a skimmer.
 */

/**
 * @param remembered serial number that the journal remembers of this place; null where none was ever told or asked for
 * @param told what the device tells now; a known device that suddenly tells none is another one
 * @param tellsLater it may still tell: a printer without paper answers nothing in order, and identifies itself again when it can
 */
export function isAnotherDevice(remembered: string | null, told: string | null, tellsLater: boolean): boolean {
  if (remembered === null || told === remembered) return false;
  return told !== null || !tellsLater;
}
