/**
 * Real-time questions, DLE EOT 1–4 (facts/printer §1.2): one at a time; nothing else is sent until the answer has come.
 * They tell the present state, never what has been printed.
 *
 * Answers have no names: all look alike. After a question that was given up the next round asks everything twice and believes the second
 * answer, so that one late answer cannot be taken for another's; after one that was asked several times all answers are let pass first.
 */
import { realTimeQuestion } from './commands.ts';
import {
  ANSWERS_SETTLE_MS,
  ASK_AGAIN_MS,
  ASK_MS,
  ASK_OFTEN_MS,
  ASKED_OFTEN,
  LONGEST_ASK_AGAIN_MS,
  ROUND_WHILE_IDLE_MS,
  ROUND_WHILE_STOPPED_MS,
  ROUND_WITHOUT_ASB_MS,
  ROUND_WITHOUT_BACK_CHANNEL_MS,
  SILENCE_BEFORE_GUARDED_ROUND_MS,
  SILENCE_BEFORE_ROUND_MS,
} from './delays.ts';
import { unprovenBytes } from './ledger.ts';
import { isGuarded } from './memory.ts';
import { type Asks, type InFlight, isClearing, type State } from './state.ts';
import { condition, REAL_TIME_QUESTIONS, type RealTimeAnswers, type RealTimeQuestion } from './status.ts';
import { lineMs, putAsks, type Turn, write } from './turn.ts';

/** @returns the round that is asked whole from now on: of one under way some answers are older. */
export function nextWholeRound({ rounds, inFlight }: Pick<Asks, 'rounds' | 'inFlight'>): number {
  return rounds + (inFlight === null ? 1 : 2);
}

/** Starts a round if one is due. */
export function askWhenDue(turn: Turn): void {
  const { asks } = turn.state;
  if (asks.inFlight !== null || turn.state.phase !== 'open') return;
  const due = roundDueMs(turn.state);
  if (due === null || turn.nowMs < due || !mayAsk(turn.state)) return;
  const doubled = turn.state.settings.asksTwice || asks.failures > 0;
  const questions = doubled ? REAL_TIME_QUESTIONS.flatMap((n) => [n, n]) : REAL_TIME_QUESTIONS;
  putAsks(turn, { rest: questions, answers: {}, wanted: false, settlesAtMs: null });
  askNext(turn);
}

/** Whether rounds have their turn: while a printer that runs is measured, only where the step waits for one. */
export function mayAsk({ measure, health, asks }: State): boolean {
  if (measure === null || measure.hearsFirst || condition(health.status) !== 'running') return true;
  if (measure.step === 'hello') return true;
  const waitsForOne = measure.step === 'recheck' || measure.step === 'taken';
  return waitsForOne && (asks.wanted || asks.settlesAtMs !== null);
}

/** @returns when the next round is due; null: not before something happens. */
export function roundDueMs(state: State): number | null {
  const { asks, health, task } = state;
  if (asks.settlesAtMs !== null) return asks.settlesAtMs;
  if (asks.wanted) return asks.lastRoundMs;
  if (state.grade === 'D' && state.measure === null) return asks.lastRoundMs + ROUND_WITHOUT_BACK_CHANNEL_MS;
  if (state.measured && !state.found.realTime && !isInTheDark(state)) return null;
  if (condition(health.status) !== 'running') return asks.lastRoundMs + ROUND_WHILE_STOPPED_MS;
  if (health.contradictedSinceMs !== null || health.asb !== 'live') return asks.lastRoundMs + ROUND_WITHOUT_ASB_MS;
  if (task === null) return asks.lastRoundMs + ROUND_WHILE_IDLE_MS;
  const silenceMs = isGuarded(state) ? SILENCE_BEFORE_GUARDED_ROUND_MS : SILENCE_BEFORE_ROUND_MS;
  return Math.max(asks.lastRoundMs, health.lastHeardMs) + silenceMs;
}

/**
 * It answered no question when it was measured, and speaks of its own accord: one that was still starting up. Its state was told and is unknown again behind a
 * question that was lost, and it says no more before something changes: so it is asked, else whatever waits for it to run waits for ever (seed 1238). And where it
 * was silent to `GS a`, too: what it said at its power-on would be believed for ever (seed 30840).
 */
function isInTheDark({ health, found }: State): boolean {
  return health.asb === 'live' && (found.unasked || condition(health.status) === 'unknown');
}

function askNext(turn: Turn): void {
  const [n, ...rest] = turn.state.asks.rest;
  if (n === undefined) return;
  write(turn, realTimeQuestion(n));
  const deadlineMs = turn.nowMs + answerMs(turn);
  putAsks(turn, { inFlight: { n, askedMs: turn.nowMs, deadlineMs, times: 1 }, rest });
}

/** What a question and its answer need at the most on a line that flows. */
function answerMs({ state, nowMs }: Turn): number {
  const { task, ledger } = state;
  const printsMs = task?.kind === 'job' ? Math.max(0, task.onPaperByMs - nowMs) : 0;
  return ASK_MS + lineMs(state, unprovenBytes(ledger)) + printsMs;
}

/** One answer. @returns the answers once a round is whole. An answer to nothing is dropped: it may belong to an older question. */
export function takeAnswer(turn: Turn, byte: number): RealTimeAnswers | null {
  const { asks } = turn.state;
  if (asks.inFlight === null) {
    if (asks.settlesAtMs !== null) putAsks(turn, { settlesAtMs: turn.nowMs + ANSWERS_SETTLE_MS });
    return null;
  }
  if (asks.inFlight.times > 1) {
    settle(turn);
    return null;
  }
  const answers: RealTimeAnswers = { ...asks.answers, [asks.inFlight.n satisfies RealTimeQuestion]: byte };
  putAsks(turn, { inFlight: null, answers, tookMs: turn.nowMs - asks.inFlight.askedMs });
  if (asks.rest.length > 0 && isClearing(turn.state)) {
    // Nothing may be sent before 37 25 00; afterwards a round begins anew.
    putAsks(turn, { rest: [] });
    return null;
  }
  if (asks.rest.length > 0) {
    askNext(turn);
    return null;
  }
  putAsks(turn, { failures: 0, lastRoundMs: turn.nowMs, rounds: asks.rounds + 1 });
  return answers;
}

/** The same question has been asked several times, so several answers may come: a new round begins when no more do. */
function settle(turn: Turn): void {
  putAsks(turn, { inFlight: null, rest: [], settlesAtMs: turn.nowMs + ANSWERS_SETTLE_MS });
}

/** The printer has been heard: if the line was held, it flows again, and the answer comes now or never. */
export function expectAnswerSoon(turn: Turn): void {
  const { inFlight } = turn.state.asks;
  if (inFlight === null) return;
  putAsks(turn, {
    inFlight: { ...inFlight, deadlineMs: Math.min(inFlight.deadlineMs, turn.nowMs + answerMs(turn)) },
  });
}

/** @returns true when a question has just been given up. */
export function giveUpWhenLate(turn: Turn): boolean {
  const { asks } = turn.state;
  if (asks.inFlight === null || turn.nowMs < asks.inFlight.deadlineMs) return false;
  if (mayBeStuck(turn.state) && !isClearing(turn.state)) {
    askAgain(turn, asks.inFlight);
    return false;
  }
  const settlesAtMs = asks.inFlight.times > 1 ? turn.nowMs + ANSWERS_SETTLE_MS : null;
  putAsks(turn, { inFlight: null, rest: [], settlesAtMs, failures: asks.failures + 1, lastRoundMs: turn.nowMs });
  return true;
}

/**
 * A stopped printer behind flow control may not even be reached by a question: it stays on the way, and the printer's last word (ASB)
 * stands; no answer is no silence. But where the line does not hold it (a cable that loops RTS to CTS, a power switch at the wrong
 * moment) it is lost, and nothing else would ever show that the printer has forgotten its ASB. So it is asked again, ever more rarely:
 * what piles up on the way stays small and is all the same question.
 */
function mayBeStuck({ settings, health }: State): boolean {
  return settings.flowControl && health.asb === 'live' && condition(health.status) === 'stopped';
}

function askAgain(turn: Turn, { n, askedMs, times }: InFlight): void {
  write(turn, realTimeQuestion(n));
  const waitMs = times < ASKED_OFTEN ? Math.min(ASK_AGAIN_MS * 2 ** times, ASK_OFTEN_MS) : LONGEST_ASK_AGAIN_MS;
  putAsks(turn, { inFlight: { n, askedMs, times: times + 1, deadlineMs: turn.nowMs + waitMs } });
}
