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
import { hex, joined, MEMORY_QUERY, MEMORY_TOKEN, ORDERED_QUERY } from './commands.ts';
import { GUARDED_LINE_MS, QUIET_WHILE_PRINTING_MS } from './delays.ts';
import { endJob, lossFacts } from './ending.ts';
import { answerMemory, type Mark } from './ledger.ts';
import { isOrdered } from './readiness.ts';
import type { Memory, State } from './state.ts';
import { lineMs, put, putJob, type Turn } from './turn.ts';
import { judgeLoss } from './verdicts.ts';

/** Eight lines: a printer of 40 mm/s that takes no more of them than one is through in time for a question behind them. */
const GUARDED_WINDOW_BYTES = 384;

/** Behind an `ESC @`: its size, something stored, its size; an ordered query behind each tells which answer is whose, or that there is none. */
export const MEMORY_PROBE: Uint8Array = joined([
  MEMORY_QUERY,
  ORDERED_QUERY,
  MEMORY_TOKEN,
  MEMORY_QUERY,
  ORDERED_QUERY,
]);

/** Answers to what was sent before show no memory: their questions may have waited on this side of the cable until the printer was back. */
export const HELD_BACK = 'the printer was switched off while the line held back the rest';
const NOT_TOLD = 'the printer has not said whether it still has what it was told before';
const SKIPPED = 'answers are missing, on a line that does not tell when the printer is switched off';
const QUIET = 'the printer said nothing for longer than it prints a line: it may have been switched off in the middle';

/** @returns what the two answers of the probe show; null: it does not tell an empty store from a full one. */
export function memoryOf([whenEmpty = null, whenFull = null]: readonly (string | null)[]): Memory | null {
  return whenFull !== null && whenFull !== whenEmpty ? { whenEmpty } : null;
}

/** Whether the slip asks for its memory. */
export function asksMemory({ settings, found }: State): boolean {
  return settings.outlastsPower && found.memory !== null;
}

/** The printer can be off and on again without a word, and what the line held comes after. */
export function isUnseen({ settings, health }: State): boolean {
  return settings.outlastsPower && !(settings.dsrIsPower && health.dsr === true);
}

/** Such a line, and a printer that does not tell of its memory: only time can show a gap, so nothing long may be under way. */
export function isGuarded(state: State): boolean {
  return isUnseen(state) && isOrdered(state) && state.found.memory === null;
}

/** @returns how many bytes may be unproven. */
export function windowOf(state: State): number {
  const { window, baud } = state.settings;
  if (!isGuarded(state) || baud === null) return window;
  return Math.min(window, GUARDED_WINDOW_BYTES, Math.floor((baud / 10_000) * GUARDED_LINE_MS));
}

/** The size of the stored code. */
export function takeMemory(turn: Turn, body: Uint8Array): void {
  const { task, ledger, found } = turn.state;
  const answered = answerMemory(ledger);
  const isForgotten = hex(body) === found.memory?.whenEmpty;
  if (answered !== null) put(turn, { ledger: answered });
  if (task?.kind !== 'job' || answered === null || !isForgotten) return;
  if (task.stage === 'reaching' || task.stage === 'clearing') return;
  // Said at once, as where DSR falls (printing.ts).
  putJob(turn, { tainted: HELD_BACK });
  endJob(turn, judgeLoss(lossFacts(turn.state)));
}

/** @returns why the questions that a later answer has overtaken keep it from proving anything; null: they do not. */
export function doubtOfSkipped(state: State, skipped: readonly Mark[]): string | null {
  if (skipped.some(({ kind }) => kind === 'memory')) return NOT_TOLD;
  return isUnseen(state) && skipped.some(({ segment }) => segment !== null) ? SKIPPED : null;
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
