/**
 * Real-time questions, DLE EOT 1–4 (facts/printer §1.2): one at a time; nothing else is sent until the answer has come.
 * They tell the present state, never what has been printed.
 */
import { realTimeQuestion } from './commands.ts';
import {
  ASK_MS,
  ROUND_WHILE_IDLE_MS,
  ROUND_WHILE_STOPPED_MS,
  ROUND_WITHOUT_ASB_MS,
  ROUND_WITHOUT_BACK_CHANNEL_MS,
  SILENCE_BEFORE_ROUND_MS,
} from './delays.ts';
import { unprovenBytes } from './ledger.ts';
import type { State } from './state.ts';
import { condition, REAL_TIME_QUESTIONS, type RealTimeAnswers, type RealTimeQuestion } from './status.ts';
import { lineMs, putAsks, type Turn, write } from './turn.ts';

/** Starts a round if one is due. */
export function askWhenDue(turn: Turn): void {
  const { asks, measure } = turn.state;
  if (asks.inFlight !== null || turn.state.phase !== 'open') return;
  const due = roundDueMs(turn.state);
  const mayAsk =
    measure === null ||
    measure.step === 'hello' ||
    measure.step === 'recheck' ||
    condition(turn.state.health.status) !== 'running';
  if (due === null || turn.nowMs < due || !mayAsk) return;
  const questions = turn.state.settings.asksTwice ? REAL_TIME_QUESTIONS.flatMap((n) => [n, n]) : REAL_TIME_QUESTIONS;
  putAsks(turn, { rest: questions, answers: {}, wanted: false });
  askNext(turn);
}

/** @returns when the next round is due; null: not before something happens. */
export function roundDueMs(state: State): number | null {
  const { asks, health, task } = state;
  if (asks.wanted) return asks.lastRoundMs;
  if (state.grade === 'D' && state.measure === null) return asks.lastRoundMs + ROUND_WITHOUT_BACK_CHANNEL_MS;
  if (state.measured && !state.found.realTime) return null;
  if (condition(health.status) !== 'running') return asks.lastRoundMs + ROUND_WHILE_STOPPED_MS;
  if (health.contradictedSinceMs !== null || health.asb !== 'live') return asks.lastRoundMs + ROUND_WITHOUT_ASB_MS;
  if (task === null) return asks.lastRoundMs + ROUND_WHILE_IDLE_MS;
  return Math.max(asks.lastRoundMs, health.lastHeardMs) + SILENCE_BEFORE_ROUND_MS;
}

function askNext(turn: Turn): void {
  const [n, ...rest] = turn.state.asks.rest;
  if (n === undefined) return;
  write(turn, realTimeQuestion(n));
  const waitMs = ASK_MS + lineMs(turn.state, unprovenBytes(turn.state.ledger));
  putAsks(turn, { inFlight: { n, deadlineMs: turn.nowMs + waitMs }, rest });
}

/** One answer. @returns the answers once a round is whole. An answer to nothing is dropped: it may belong to an older question. */
export function takeAnswer(turn: Turn, byte: number): RealTimeAnswers | null {
  const { asks } = turn.state;
  if (asks.inFlight === null) return null;
  const answers: RealTimeAnswers = { ...asks.answers, [asks.inFlight.n satisfies RealTimeQuestion]: byte };
  putAsks(turn, { inFlight: null, answers });
  if (asks.rest.length > 0) {
    askNext(turn);
    return null;
  }
  putAsks(turn, { failures: 0, lastRoundMs: turn.nowMs, rounds: asks.rounds + 1 });
  return answers;
}

/** @returns true when a question has just been given up. */
export function giveUpWhenLate(turn: Turn): boolean {
  const { asks } = turn.state;
  if (asks.inFlight === null || turn.nowMs < asks.inFlight.deadlineMs || mayBeStuck(turn.state)) return false;
  putAsks(turn, { inFlight: null, rest: [], failures: asks.failures + 1, lastRoundMs: turn.nowMs });
  return true;
}

/**
 * A stopped printer behind flow control may not even be reached by a question: it stays on the way, and the printer's last
 * word (ASB) stands. Asking more would pile questions up in front of a printer that must get at most four.
 */
export function mayBeStuck({ settings, health }: State): boolean {
  return settings.flowControl && health.asb === 'live' && condition(health.status) === 'stopped';
}
