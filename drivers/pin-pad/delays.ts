/** Every wait of the driver, by name, in milliseconds (facts/peripherals §1c, §6 no. 4). Shared with the tests. */

/** From the last byte of a frame on the line to its ACK, NAK or EOT. */
export const ACK_MS = 1_000;
/** A frame is sent once and again twice, then given up with EOT. */
export const SENDS = 3;
/** A frame that cannot be read is asked for again so often, then the pad is told EOT. */
export const NAKS = 3;
/** Between two bytes of one frame. */
export const BYTE_GAP_MS = 250;
/** From the ACK of a prompt or key selection to its status. Pads that send none are not held up for longer. */
export const STATUS_MS = 1_000;
/** From the ACK of a self-test to its result. */
export const SELF_TEST_MS = 8_000;
/** From the ACK of a part of a MAC to its answer. */
export const MAC_MS = 3_000;
/** The EOT that a PP791 puts behind a status and a self-test; other pads of the family do not. */
export const CLOSING_EOT_MS = 300;
/** After a cancel, what crossed it on the line still comes in. */
export const SETTLE_MS = 300;
/** Beyond the pad's own time-out, until the driver ends the entry itself. */
export const GRACE_MS = 5_000;
/** PIN time-outs come in steps of this. */
export const PIN_STEP_MS = 30_000;
export const LONGEST_PIN_STEPS = 9;
export const CHECK_MS = 60_000;

/** Whether an entry that lasted `elapsedMs` may have ended by the pad's clock, which need not run like ours. */
export function mayHaveTimedOut(elapsedMs: number, limitMs: number): boolean {
  return elapsedMs >= limitMs * 0.98 - 500;
}
