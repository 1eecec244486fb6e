/**
 * What can be wrong with a message, as values (design §5). They name fields and offsets, never content: a fault may be logged,
 * DE 2, 35, 36, 45, 52, 55 and 62 may not (facts/acquirer §6).
 */

export type WireFaultKind =
  | 'short' // the bytes end inside a field
  | 'trailing-bytes' // bytes behind the last field
  | 'unknown-bit' // the bitmap names a field that the dialect does not know
  | 'bad-bitmap' // not hex, or a second bitmap without a field
  | 'bad-nibble' // a nibble that is no digit
  | 'bad-padding' // the free nibble of an odd field is not 0
  | 'bad-character' // a byte that the field's content does not allow
  | 'bad-length-prefix' // the length in front of a field is no number
  | 'over-length'; // the length in front of a field exceeds the table

export interface WireFault {
  readonly fault: WireFaultKind;
  /** 0 is the MTI, 1 the bitmap. */
  readonly field: number | null;
  /** Counted from the first byte of the MTI. */
  readonly offset: number;
}

export function isFault(x: object): x is WireFault {
  return 'fault' in x;
}

/** One sentence for the technician. */
export function describeFault(fault: WireFault): string {
  const where = fault.field === null ? '' : fault.field === 0 ? ' in the MTI' : ` in field ${fault.field}`;
  return `${fault.fault}${where} at byte ${fault.offset}`;
}

/** A value that the dialect cannot carry: a bug of the caller, so it is thrown. Never holds the value. */
export class FieldRefused extends Error {
  override readonly name = 'FieldRefused';
  readonly field: number;
  constructor(field: number, why: string) {
    super(`field ${field}: ${why}`);
    this.field = field;
  }
}
