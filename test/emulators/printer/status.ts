/**
 * The printer's condition and how it is told in bits (facts/printer.md §1.2–1.4; APG p.308–324). Pure.
 */
export type PrinterError = 'none' | 'cutter' | 'recoverable' | 'unrecoverable';

export interface Condition {
  readonly power: 'on' | 'booting' | 'off';
  readonly coverOpen: boolean;
  /** Opened while a line was being printed: an auto-recoverable error until it is closed. */
  readonly coverStoppedPrinting: boolean;
  /** Closed again, but a memory switch wants DLE ENQ before it goes on. */
  readonly waitingForRecovery: boolean;
  readonly headHot: boolean;
  readonly error: PrinterError;
  readonly nearEnd: boolean;
  readonly paperEnd: boolean;
  /** Stopped at near-end because ESC c 4 asked for it. */
  readonly stoppedAtNearEnd: boolean;
  readonly feeding: boolean;
  /** Level of drawer connector pin 3. */
  readonly drawerHigh: boolean;
}

/** The offline causes of T88III TRG p.47. */
export function isOffline(c: Condition): boolean {
  return (
    c.power !== 'on' ||
    c.coverOpen ||
    c.waitingForRecovery ||
    c.headHot ||
    c.error !== 'none' ||
    c.paperEnd ||
    c.stoppedAtNearEnd ||
    c.feeding
  );
}

const bit = (on: boolean, mask: number): number => (on ? mask : 0);
const autoRecoverable = (c: Condition): boolean => c.headHot || c.coverStoppedPrinting;
const inError = (c: Condition): boolean => c.error !== 'none' || autoRecoverable(c);

/** DLE EOT n, one byte. */
export function realTimeStatus(n: 1 | 2 | 3 | 4, c: Condition): number {
  switch (n) {
    case 1:
      return (
        0x12 |
        bit(c.drawerHigh, 0x04) |
        bit(isOffline(c), 0x08) |
        bit(c.waitingForRecovery, 0x20) |
        bit(c.feeding, 0x40)
      );
    case 2:
      return (
        0x12 |
        bit(c.coverOpen, 0x04) |
        bit(c.feeding, 0x08) |
        bit(c.paperEnd || c.stoppedAtNearEnd, 0x20) |
        bit(inError(c), 0x40)
      );
    case 3:
      return (
        0x12 |
        bit(c.error === 'recoverable', 0x04) |
        bit(c.error === 'cutter', 0x08) |
        bit(c.error === 'unrecoverable', 0x20) |
        bit(autoRecoverable(c), 0x40)
      );
    case 4:
      return 0x12 | bit(c.nearEnd, 0x0c) | bit(c.paperEnd, 0x60);
  }
}

/** The four bytes of Automatic Status Back. The undefined bits of the fourth read 0F on a TM-T20II. */
export function asbFrame(c: Condition): [number, number, number, number] {
  return [
    0x10 | bit(c.drawerHigh, 0x04) | bit(isOffline(c), 0x08) | bit(c.coverOpen, 0x20) | bit(c.feeding, 0x40),
    bit(c.waitingForRecovery, 0x01) |
      bit(c.feeding, 0x02) |
      bit(c.error === 'recoverable', 0x04) |
      bit(c.error === 'cutter', 0x08) |
      bit(c.error === 'unrecoverable', 0x20) |
      bit(autoRecoverable(c), 0x40),
    bit(c.nearEnd, 0x03) | bit(c.paperEnd, 0x0c),
    0x0f,
  ];
}

/** Whether a change is one of those that the mask of GS a asks for (APG p.318: online/offline brings cover, feeding and paper with it). */
export function asbWants(mask: number, before: Condition, now: Condition): boolean {
  const a = asbFrame(before);
  const b = asbFrame(now);
  const differs = (byte: 0 | 1 | 2, bits: number): boolean => ((a[byte] ^ b[byte]) & bits) !== 0;
  return (
    ((mask & 0x01) !== 0 && differs(0, 0x04)) ||
    ((mask & 0x02) !== 0 && (differs(0, 0x68) || differs(1, 0x01) || differs(2, 0x0f))) ||
    ((mask & 0x04) !== 0 && differs(1, 0x6c)) ||
    ((mask & 0x08) !== 0 && differs(2, 0x0f)) ||
    ((mask & 0x40) !== 0 && differs(1, 0x02))
  );
}

/** GS r 1 and ESC v: paper sensors. */
export const paperStatus = (c: Condition): number => bit(c.nearEnd, 0x03) | bit(c.paperEnd, 0x0c);
/** GS r 2 and ESC u: drawer connector. */
export const drawerStatus = (c: Condition): number => bit(c.drawerHigh, 0x01);

/**
 * The offline cause of GS ( H fn 49, d = 2: one byte 40–7F. Its bits are the maker's own ("details differ depending on each
 * model", APG p.431; feeding by the button is none); here b0 cover, b1 paper, b2 auto-recoverable, b3 recoverable, b4 unrecoverable.
 */
export function offlineCause(c: Condition): number {
  return (
    0x40 |
    bit(c.coverOpen, 0x01) |
    bit(c.paperEnd || c.stoppedAtNearEnd, 0x02) |
    bit(autoRecoverable(c), 0x04) |
    bit(c.error === 'recoverable' || c.error === 'cutter', 0x08) |
    bit(c.error === 'unrecoverable', 0x10)
  );
}
