/**
 * Whether the printer still has what it was told at the beginning of the slip.
 *
 * A line can outlast the printer's power: flow control holds the rest of a slip on this side while the printer is off, and when it is back that
 * rest is printed and answered by name, by a printer that has forgotten what stood before it. Where DSR does not tell the power (a cable without
 * that wire, an adapter, a PTY), nothing else may: ASB says nothing where nothing changes, and a cycle of a second is no silence.
 *
 * So a code is stored at the beginning (`GS ( k` fn 80; nothing is printed), which only RAM holds, and before each closing question its size is
 * asked for (fn 82, in order). Whether this unit tells is measured at identification; one that does not is guarded by time.
 */
import { hex, joined, MEMORY_QUERY, MEMORY_TOKEN, ORDERED_QUERY, processIdQuery } from './commands.ts';
import { GUARDED_LINE_MS, QUIET_WHILE_PRINTING_MS } from './delays.ts';
import { endJob, lossFacts } from './ending.ts';
import { answerMemory, type Mark } from './ledger.ts';
import { isOrdered } from './readiness.ts';
import type { Found, HeardId, Memory, State } from './state.ts';
import { lineMs, put, putJob, type Turn } from './turn.ts';
import { judgeLoss } from './verdicts.ts';

/** Eight lines: a printer of 40 mm/s that takes no more of them than one is through in time for a question behind them. */
const GUARDED_WINDOW_BYTES = 384;

/** Behind an `ESC @`: its size, something stored, its size; an ID (or `GS r`) behind each tells which answer is whose, or that there is none. */
export function memoryProbe(ids: readonly string[]): Uint8Array {
  const [first = ORDERED_QUERY, second = ORDERED_QUERY] = ids.map(processIdQuery);
  return joined([MEMORY_QUERY, first, MEMORY_TOKEN, MEMORY_QUERY, second]);
}

/** Before one ID; noise must not pile up. */
const TOLD_KEPT = 16;

/** "It can be printed" is the last of what it says of a code (APG p.538). */
const PRINTS = '30';

/** Answers to what was sent before show no memory: their questions may have waited on this side of the cable until the printer was back. */
export const HELD_BACK = 'the printer was switched off while the line held back the rest';
const NOT_TOLD = 'the printer has not said whether it still has what it was told before';
const SKIPPED = 'answers are missing, on a line that does not tell when the printer is switched off';
const QUIET = 'the printer said nothing for longer than it prints a line: it may have been switched off in the middle';

/** @returns what the two answers of the probe show. */
export function memoryOf([whenEmpty = null, whenFull = null]: readonly (string | null)[]): Memory | 'silent' {
  return whenFull?.endsWith(PRINTS) === true && whenFull !== whenEmpty ? { whenEmpty, whenFull } : 'silent';
}

const memoryIn = ({ memory }: Found): Memory | null => (memory === 'silent' ? null : memory);

/** Whether the slip asks for its memory. */
export function asksMemory({ settings, found }: State): boolean {
  return settings.outlastsPower && memoryIn(found) !== null;
}

/** The printer can be off and on again without a word, and what the line held comes after. */
export function isUnseen({ settings, health }: State): boolean {
  return settings.outlastsPower && !(settings.dsrIsPower && health.dsr === true);
}

/** Such a line, and a printer that does not tell of its memory, or has not said so: only time can show a gap, so nothing long may be under way. */
export function isGuarded(state: State): boolean {
  const { settings, found } = state;
  if (!isOrdered(state) || memoryIn(found) !== null) return false;
  // Silent in the middle of being asked: it may be switched off just now, and DSR stay up (looped in the cable).
  return found.memory === null ? settings.outlastsPower : isUnseen(state);
}

/** @returns how many bytes may be unproven. */
export function windowOf(state: State): number {
  const { window, baud } = state.settings;
  if (!isGuarded(state) || baud === null) return window;
  return Math.min(window, GUARDED_WINDOW_BYTES, Math.floor((baud / 10_000) * GUARDED_LINE_MS));
}

/** The size of the stored code. */
export function takeMemory(turn: Turn, body: Uint8Array): void {
  const { task, ledger, found, told } = turn.state;
  put(turn, { told: [...told, hex(body)].slice(-TOLD_KEPT) });
  const answered = answerMemory(ledger);
  const isForgotten = hex(body) === memoryIn(found)?.whenEmpty;
  if (answered !== null) put(turn, { ledger: answered });
  if (task?.kind !== 'job' || answered === null || !isForgotten) return;
  if (task.stage === 'reaching' || task.stage === 'clearing') return;
  // Said at once, as where DSR falls (printing.ts).
  putJob(turn, { tainted: HELD_BACK });
  endJob(turn, judgeLoss(lossFacts(turn.state)));
}

/**
 * Whether a slip of an earlier life has been in a memory that lasted, by what is heard of it in this one, to its cut: at each answer the printer still had
 * what was stored at the beginning. A code of the slip's own takes that place: who comes behind it knows nothing of what was before.
 */
export function hasRemembered({ settings, found }: State, ofSlip: readonly HeardId[]): boolean {
  if (!settings.outlastsPower) return true;
  const whenFull = memoryIn(found)?.whenFull;
  // The question before the first that is heard may have been answered in the life before.
  const [first, ...later] = ofSlip;
  const tell = later.length === 0 ? [first] : later;
  const isFull = ofSlip.flatMap(({ told }) => told).every((size) => size === whenFull);
  return isFull && tell.every((heard) => heard !== undefined && heard.told.length > 0);
}

/** @returns why the questions that a later answer has overtaken keep it from proving anything; null: they do not. */
export function doubtOfSkipped(state: State, skipped: readonly Mark[]): string | null {
  if (skipped.some(({ kind }) => kind === 'memory')) return NOT_TOLD;
  return (isUnseen(state) || isGuarded(state)) && skipped.some(({ segment }) => segment !== null) ? SKIPPED : null;
}

/** A word comes. Where only time tells, one that is late by as much as the shortest power cycle could come from another life. */
export function noticeQuiet(turn: Turn): void {
  const { task, health, ledger } = turn.state;
  const [oldest] = ledger.marks;
  if (task?.kind !== 'job' || oldest === undefined || task.hold?.byItsWord === true || !isGuarded(turn.state)) return;
  const quietMs = turn.nowMs - Math.max(health.lastHeardMs, task.openSinceMs);
  const atMostMs = QUIET_WHILE_PRINTING_MS + task.usualMs + lineMs(turn.state, oldest.bytes);
  if (quietMs > atMostMs) putJob(turn, { tainted: QUIET });
}
