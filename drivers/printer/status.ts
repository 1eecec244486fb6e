/** What status bytes mean (facts/printer §1.2, §1.3, §1.4). Pure. Undefined bits are masked; what was not answered is unknown. */
import type { HoldCause, PaperState, PrinterFault, PrinterStatus } from './printer.ts';
import type { AsbFrame } from './wire.ts';

const STATUS_UNKNOWN: PrinterStatus = {
  online: 'unknown',
  cover: 'unknown',
  paper: 'unknown',
  fault: 'unknown',
  feeding: 'unknown',
  drawer: 'unknown',
};

/** @param answers false: nothing else will ever be known of this printer. */
export function unknownStatus(answers: boolean): PrinterStatus {
  return answers ? STATUS_UNKNOWN : { ...STATUS_UNKNOWN, tellsNothing: true };
}

export type RealTimeQuestion = 1 | 2 | 3 | 4;
export const REAL_TIME_QUESTIONS: readonly RealTimeQuestion[] = [1, 2, 3, 4];
/** Answers to DLE EOT n, as far as they came. */
export type RealTimeAnswers = Readonly<Partial<Record<RealTimeQuestion, number>>>;

const bit = (byte: number, n: number): boolean => (byte & (1 << n)) !== 0;

/** @returns the status told by DLE EOT 1–4 (APG p.308-309). A question without answer leaves its fields unknown. */
export function realTimeStatus(answers: RealTimeAnswers): PrinterStatus {
  const { 1: first, 2: offline, 3: error, 4: roll } = answers;
  const coverOpen = offline === undefined ? null : bit(offline, 2);
  return {
    online: first === undefined ? 'unknown' : !bit(first, 3),
    cover: coverOpen === null ? 'unknown' : coverOpen ? 'open' : 'closed',
    paper: coverOpen === true ? 'unknown' : realTimePaper(offline, roll),
    fault: realTimeFault(first, offline, error),
    feeding: offline === undefined ? 'unknown' : bit(offline, 3),
    drawer: first === undefined ? 'unknown' : bit(first, 2) ? 'high' : 'low',
  };
}

function realTimePaper(offline: number | undefined, roll: number | undefined): PaperState {
  if (roll !== undefined && (roll & 0x60) !== 0) return 'end';
  if (offline !== undefined && bit(offline, 5)) return 'end';
  if (roll === undefined) return 'unknown';
  return (roll & 0x0c) !== 0 ? 'near-end' : 'ok';
}

function realTimeFault(
  first: number | undefined,
  offline: number | undefined,
  error: number | undefined,
): PrinterFault {
  if (error === undefined) return 'unknown';
  const waiting = first !== undefined && bit(first, 3) && bit(first, 5);
  const fault = faultOf(waiting, bit(error, 2), bit(error, 3), bit(error, 5), bit(error, 6));
  return fault === 'none' && offline !== undefined && bit(offline, 6) ? 'unknown' : fault;
}

/**
 * `waiting`: for online recovery. The bit is undefined on a T88III and means something only beside an error: the cover was opened while
 * printing, and a memory switch wants DLE ENQ once it is closed (facts §1.7, L90).
 */
function faultOf(
  waiting: boolean,
  recoverable: boolean,
  cutter: boolean,
  unrecoverable: boolean,
  auto: boolean,
): PrinterFault {
  if (unrecoverable) return 'unrecoverable';
  if (cutter) return 'cutter';
  if (recoverable || (auto && waiting)) return 'recoverable';
  return auto ? 'auto-recoverable' : 'none';
}

/** @returns the status told by one ASB frame (APG p.316-324). With the cover open the paper sensors mean nothing (T90, T88III). */
export function asbStatus([first, second, third]: AsbFrame): PrinterStatus {
  const coverOpen = bit(first, 5);
  return {
    online: !bit(first, 3),
    cover: coverOpen ? 'open' : 'closed',
    paper: coverOpen ? 'unknown' : (third & 0x0c) !== 0 ? 'end' : (third & 0x03) !== 0 ? 'near-end' : 'ok',
    fault: faultOf(bit(second, 0), bit(second, 2), bit(second, 3), bit(second, 5), bit(second, 6)),
    feeding: bit(first, 6),
    drawer: bit(first, 2) ? 'high' : 'low',
  };
}

/** The defined bits of a frame; byte 4 is undefined and left out. Two frames alike here report no change. */
export function asbMeaning([first, second, third]: AsbFrame): number {
  return ((first & 0x6c) << 16) | ((second & 0x6f) << 8) | (third & 0x0f);
}

/**
 * @returns what GS r 1 says of the paper. Epson never sends "end" (it is offline then and executes nothing); some clones answer
 * 0F. 08 alone, "line printed" on some older boards, is an answer like any other.
 */
export function orderedPaper(byte: number): 'ok' | 'near-end' | 'end' {
  if ((byte & 0x0c) === 0x0c) return 'end';
  return (byte & 0x03) !== 0 ? 'near-end' : 'ok';
}

export type Condition = 'running' | 'stopped' | 'unknown';

/** Whether the printer works on what it holds, by its own word. */
export function condition(status: PrinterStatus): Condition {
  if (status.online === false || status.paper === 'end' || status.cover === 'open') return 'stopped';
  if (status.fault !== 'none' && status.fault !== 'unknown') return 'stopped';
  return status.online === 'unknown' ? 'unknown' : 'running';
}

/** Why a job stands still. Heat and an opened cover share one error bit; the cover's own bit tells them apart. */
export function holdCause(status: PrinterStatus): HoldCause {
  if (status.fault === 'cutter') return 'cutter';
  if (status.fault === 'recoverable' || status.fault === 'unrecoverable') return 'error';
  if (status.cover === 'open') return 'cover-open';
  if (status.paper === 'end') return 'paper-end';
  if (status.fault === 'auto-recoverable') return 'heat';
  return 'offline';
}

/** Whether DLE ENQ 1 may bring the printer back once a person has removed the cause (facts §1.6). */
export function needsRetry(status: PrinterStatus): boolean {
  return status.fault === 'cutter' || status.fault === 'recoverable';
}

export function sameStatus(a: PrinterStatus, b: PrinterStatus): boolean {
  return (
    a.online === b.online &&
    a.cover === b.cover &&
    a.paper === b.paper &&
    a.fault === b.fault &&
    a.feeding === b.feeding &&
    a.drawer === b.drawer &&
    a.tellsNothing === b.tellsNothing
  );
}

/** Whether two views of the same instant cannot both be true in what both ASB and DLE EOT report. */
export function contradicts(a: PrinterStatus, b: PrinterStatus): boolean {
  const differ = <V>(x: V | 'unknown', y: V | 'unknown') => x !== 'unknown' && y !== 'unknown' && x !== y;
  return (
    differ(a.online, b.online) ||
    differ(a.cover, b.cover) ||
    differ<PaperState>(a.paper, b.paper) ||
    differ<PrinterFault>(a.fault, b.fault)
  );
}
