/** The printer's state by its own word, and the witnesses of a power cycle (facts/printer §1.3, §1.7, §1.8). */
import { ASB_ON, RECOVER } from './commands.ts';
import { CONTRADICTION_MS, UNANSWERED_ROUNDS } from './delays.ts';
import type { PrinterStatus } from './printer.ts';
import type { PowerWitness } from './state.ts';
import {
  asbMeaning,
  asbStatus,
  contradicts,
  needsRetry,
  type RealTimeAnswers,
  realTimeStatus,
  sameStatus,
  unknownStatus,
} from './status.ts';
import { putAsks, putHealth, type Turn, tell, write } from './turn.ts';
import type { AsbFrame } from './wire.ts';

const ASB_GONE = { asb: 'dead', contradictedSinceMs: null, asbMeaning: null, asbSaid: null, asbOwed: 0 } as const;

/** Anything readable has arrived. */
export function hear(turn: Turn): void {
  const { lastHeardMs, longestSilenceMs } = turn.state.health;
  const silenceMs = turn.nowMs - lastHeardMs;
  putHealth(turn, { lastHeardMs: turn.nowMs, longestSilenceMs: Math.max(longestSilenceMs, silenceMs) });
}

/** An ASB frame: sent on every change, and once per `GS a`. One that is neither looks like power-on. */
export function takeAsb(turn: Turn, frame: AsbFrame): void {
  const { asbMeaning: before, asbOwed, asb } = turn.state.health;
  const meaning = asbMeaning(frame);
  const isNews = asb === 'live' && meaning !== before;
  if (!isNews && asbOwed > 0) putHealth(turn, { asbOwed: asbOwed - 1 });
  else if (!isNews && asb === 'live') suspectPowerCycle(turn);
  const status = asbStatus(frame);
  putHealth(turn, { asb: 'live', asbMeaning: meaning, asbSaid: status, contradictedSinceMs: null });
  setStatus(turn, status);
}

/**
 * A whole round of real-time answers. While a `GS a` has not been answered, ASB may be off without any loss of power: ESC @ in front of it
 * switches ASB off (APG p.316), and a printer that stops between the two says nothing. Then the poll alone counts.
 */
export function takeRound(turn: Turn, answers: RealTimeAnswers): void {
  const { asb, asbSaid, asbOwed, contradictedSinceMs } = turn.state.health;
  const polled = realTimeStatus(answers);
  if (asb !== 'live' || asbSaid === null || asbOwed > 0 || !contradicts(asbSaid, polled)) {
    putHealth(turn, { contradictedSinceMs: null });
    setStatus(turn, polled);
  } else if (contradictedSinceMs === null) {
    putHealth(turn, { contradictedSinceMs: turn.nowMs });
  } else if (turn.nowMs - contradictedSinceMs >= CONTRADICTION_MS) {
    // The printer has changed and ASB, which had been on, has not said so: it is off, and only losing power switches it off. But where
    // something may answer DLE EOT by itself, always fine, the contradiction could be the whole truth: the fence shall decide.
    const { health, settings } = turn.state;
    // Where DSR tells the power and has stayed up, it was said and lost on the way, as answers may have been: the printer could have printed unheard.
    const lostOnTheWay = settings.dsrIsPower && health.dsr === true;
    putHealth(turn, lostOnTheWay ? { ...ASB_GONE, damaged: true } : ASB_GONE);
    notePower(turn, health.damaged || settings.bridged || lostOnTheWay ? 'suspected' : 'certain');
    setStatus(turn, polled);
  }
}

/** A question goes unanswered: a printer that is just starting up would do that. */
export function takeSilence(turn: Turn): void {
  notePower(turn, 'suspected');
  if (turn.state.asks.failures >= UNANSWERED_ROUNDS) setStatus(turn, unknownStatus(turn.state.settings.answers));
}

/** An answer from a clone that executes commands out of paper says so; where ASB is live, ASB tells it itself. */
export function takePaperEnd(turn: Turn): void {
  if (turn.state.health.asb !== 'live') setStatus(turn, { ...turn.state.health.status, paper: 'end' });
  putAsks(turn, { wanted: turn.state.found.realTime });
}

export function takeXoff(turn: Turn): void {
  putHealth(turn, { xoffSinceMs: turn.nowMs });
}

/** XON ends an XOFF; one for nothing is sent after power-on, with some switches also after every stop (facts §1.8). */
export function takeXon(turn: Turn): void {
  if (turn.state.health.xoffSinceMs === null) suspectPowerCycle(turn);
  putHealth(turn, { xoffSinceMs: null });
}

export function takeDsr(turn: Turn, dsr: boolean): void {
  const fell = turn.state.health.dsr === true && !dsr;
  putHealth(turn, { dsr });
  if (!fell || !turn.state.settings.dsrIsPower) return;
  // ASB goes with the power: a question held up by the line is not asked again on its word any more (asks.ts, mayBeStuck).
  if (turn.state.health.asb === 'live') putHealth(turn, ASB_GONE);
  putHealth(turn, { dsrFell: true });
  suspectPowerCycle(turn);
}

function suspectPowerCycle(turn: Turn): void {
  notePower(turn, 'suspected');
  putAsks(turn, { wanted: turn.state.found.realTime });
}

function notePower(turn: Turn, witness: PowerWitness): void {
  if (turn.state.health.power !== 'certain') putHealth(turn, { power: witness });
}

function setStatus(turn: Turn, status: PrinterStatus): void {
  if (sameStatus(turn.state.health.status, status)) return;
  putHealth(turn, { status });
  tell(turn, { type: 'printer.statusChanged', status });
}

/**
 * After a cutter jam somebody opens the cover, removes the paper and closes it: that is the operator's retry (facts §1.6). So it is where a
 * cover opened while printing leaves the printer waiting for DLE ENQ (facts §1.7).
 */
export function retryAfterCover(turn: Turn): void {
  const { status, lookedAfter } = turn.state.health;
  if (status.cover === 'open' && (needsRetry(status) || status.fault === 'auto-recoverable')) {
    if (!lookedAfter) putHealth(turn, { lookedAfter: true });
  } else if (!needsRetry(status)) {
    if (lookedAfter) putHealth(turn, { lookedAfter: false });
  } else if (lookedAfter) {
    putHealth(turn, { lookedAfter: false });
    write(turn, RECOVER);
  }
}

/** The bytes that switch ASB on are on their way. */
export function expectAsb(turn: Turn): Uint8Array {
  putHealth(turn, { asbOwed: turn.state.health.asbOwed + 1 });
  return ASB_ON;
}
