/**
 * Identification: what this unit can do, measured, with bounded waits (facts/printer §1.10: clones copy `GS I` of others).
 *
 * Real-time questions come first. A printer that is stopped executes nothing, and what is sent to it piles up in a buffer that
 * may be 45 bytes small: it is identified as grade C for the time being and measured when it runs.
 */
import { AFRESH_BYTES, LONGEST_TORN_COMMAND, orderedQuery, startAfresh } from './afresh.ts';
import { decoyQuery, deletedLogo, hex, infoQuery, ORDERED_QUERY, processIdQuery } from './commands.ts';
import {
  ASB_ANSWER_MS,
  BUSY_ANSWER_MS,
  CALM_MS,
  INFO_ANSWER_MS,
  LOGO_ANSWER_MS,
  ORDER_ANSWER_MS,
  PROBE_ANSWER_MS,
  QUIET_MS,
  RECHECK_MS,
  UNANSWERED_ROUNDS,
} from './delays.ts';
import { expectAsb } from './health.ts';
import { gradeOf, identify, identityOf } from './identity.ts';
import { afterProbe, afterSerial, afterStop, INFO, type InfoStep, NEXT_NAME, standsStill } from './measuring-order.ts';
import { memoryOf, memoryProbe } from './memory.ts';
import { fenceId } from './process-ids.ts';
import { type Found, type Measure, type MeasureStep, NOTHING_FOUND, type State } from './state.ts';
import { lineMs, put, putAsks, putHealth, type Turn, tell, write } from './turn.ts';

const ORDER_TRIES = 3;
/** The second behind an ESC @: an ID waits behind letters without a line end. */
const PROBE_TRIES = 2;
const MEMORY_PROBE_BYTES = memoryProbe([fenceId(0), fenceId(1)]).length;
const NOTHING_SENT = { untaken: 0, sentAtRound: 0, memoryFailures: 0, hearsFirst: false, rearmsOnly: false } as const;

/** Starts from the beginning. */
export function startMeasuring(turn: Turn): void {
  put(turn, { measured: false, measure: { ...NOTHING_SENT, ...freshStep('hello', turn), found: NOTHING_FOUND } });
  putAsks(turn, { wanted: true, failures: 0, rounds: 0 });
}

/** Switches ASB on again after the printer has forgotten it. */
export function startRearming(turn: Turn): void {
  put(turn, { measure: { ...NOTHING_SENT, ...freshStep('asb', turn), found: turn.state.found, rearmsOnly: true } });
}

function freshStep(step: MeasureStep, turn: Turn) {
  const memory = { answers: 0, told: [null, null], ids: [] };
  return { step, deadlineMs: null, startedMs: turn.nowMs, tries: 0, rounds: turn.state.asks.rounds, memory };
}

function goTo(turn: Turn, step: MeasureStep, found: Partial<Found> = {}): void {
  const { measure } = turn.state;
  if (measure === null) return;
  put(turn, { measure: { ...measure, ...freshStep(step, turn), found: { ...measure.found, ...found } } });
  advanceMeasure(turn);
}

/** Does what is due. */
export function advanceMeasure(turn: Turn): void {
  const { measure } = turn.state;
  if (measure === null || turn.state.phase !== 'open') return;
  if (measure.step === 'hello') {
    advanceHello(turn, measure);
  } else if (standsStill(turn.state, measure)) {
    if (turn.state.grade === null) identify(turn, 'C', measure.found);
    const from = afterStop(measure.step);
    if (from !== measure.step) {
      put(turn, { measure: { ...measure, ...freshStep(from, turn), found: { ...NOTHING_FOUND, realTime: true } } });
    } else if (measure.deadlineMs !== null) put(turn, { measure: { ...measure, ...freshStep(measure.step, turn) } });
  } else if (measure.deadlineMs === null) {
    begin(turn, measure);
  } else if (measure.step === 'recheck' && turn.state.asks.rounds > measure.rounds) {
    if (measure.found.realTime) goTo(turn, afterProbe(turn.state, measure.found));
    else startMeasuring(turn);
  } else if (measure.step === 'taken' && turn.state.asks.rounds > measure.rounds) {
    known(turn, measure.found);
  } else if (turn.nowMs >= measure.deadlineMs) {
    giveUp(turn, measure);
  }
}

function advanceHello(turn: Turn, measure: Measure): void {
  const { asks } = turn.state;
  if (asks.rounds > 0) goTo(turn, 'calm', { realTime: true });
  else if (asks.failures >= UNANSWERED_ROUNDS) goTo(turn, 'order');
  else if (asks.inFlight === null && !asks.wanted && measure.tries < UNANSWERED_ROUNDS) {
    put(turn, { measure: { ...measure, tries: measure.tries + 1 } });
    putAsks(turn, { wanted: true });
  }
}

/**
 * Whether the step's question fits the buffer behind what has gone unanswered. A printer that runs has taken all of it; one that may have stopped since has
 * not, and on a line without flow control the rest would be lost on it. Its word in real time decides (before, paper that ended in here cost an overrun).
 */
function hasRoom(turn: Turn, measure: Measure): boolean {
  const { asks, settings } = turn.state;
  const bytes = bytesOf(turn.state, measure);
  const untaken = asks.rounds > measure.sentAtRound ? 0 : measure.untaken;
  const fits = settings.flowControl || !measure.found.realTime || untaken === 0 || untaken + bytes <= settings.window;
  if (fits) {
    if (bytes > 0) keep(turn, { untaken: untaken + bytes, sentAtRound: asks.rounds, hearsFirst: false });
  } else if (!measure.hearsFirst) {
    keep(turn, { hearsFirst: true });
    putAsks(turn, { wanted: true });
  }
  return fits;
}

/** What the step sends into the buffer; where it is little and follows a word of the printer's at once: nothing. */
function bytesOf(state: State, { step, tries }: Measure): number {
  if (step === 'order') return orderedQuery(state, tries).length;
  if (step === 'probe') return processIdQuery(fenceId(0)).length + (tries > 0 ? AFRESH_BYTES : 0);
  if (step === 'memory') return AFRESH_BYTES + MEMORY_PROBE_BYTES;
  return step === 'asb' || step in INFO ? ORDERED_QUERY.length : 0;
}

function keep(turn: Turn, change: Partial<Measure>): void {
  const { measure } = turn.state;
  if (measure !== null) put(turn, { measure: { ...measure, ...change } });
}

/** Sends what the step asks. */
function begin(turn: Turn, measure: Measure): void {
  if (!hasRoom(turn, measure)) return;
  switch (measure.step) {
    case 'calm':
      wait(turn, turn.state.settings.flowControl ? 0 : CALM_MS);
      return;
    case 'order':
      write(turn, orderedQuery(turn.state, measure.tries));
      wait(turn, ORDER_ANSWER_MS + lineMs(turn.state, LONGEST_TORN_COMMAND));
      return;
    case 'asb':
      write(turn, expectAsb(turn));
      wait(turn, ASB_ANSWER_MS);
      return;
    case 'maker':
    case 'model':
    case 'firmware':
    case 'serial':
      write(turn, infoQuery(INFO[measure.step]));
      wait(turn, INFO_ANSWER_MS);
      return;
    case 'quiet':
      wait(turn, measure.found.busy || turn.state.heard.length > 0 ? QUIET_MS : 0);
      return;
    case 'probe':
      if (measure.tries > 0) startAfresh(turn);
      probe(turn);
      wait(turn, PROBE_ANSWER_MS);
      return;
    case 'memory':
      startAfresh(turn);
      probeMemory(turn, measure);
      wait(turn, PROBE_ANSWER_MS + lineMs(turn.state, MEMORY_PROBE_BYTES));
      return;
    case 'recheck':
    case 'taken':
      putAsks(turn, { wanted: true });
      wait(turn, RECHECK_MS);
      return;
    case 'tidy':
      tidy(turn, measure);
      return;
    case 'logo':
      storeLogo(turn);
      return;
    case 'hello':
      return;
  }
}

/** Where something may stand in between, behind a decoy: who answers that, answers by itself. */
function probe(turn: Turn): void {
  if (turn.state.settings.bridged) {
    const decoy = nextFence(turn);
    write(turn, decoyQuery(decoy));
    put(turn, { decoy });
  }
  write(turn, processIdQuery(nextFence(turn)));
}

function nextFence(turn: Turn): string {
  const { fences } = turn.state;
  put(turn, { fences: fences + 1 });
  return fenceId(fences);
}

function wait(turn: Turn, ms: number): void {
  const { measure } = turn.state;
  if (measure === null) return;
  put(turn, { measure: { ...measure, startedMs: turn.nowMs, deadlineMs: turn.nowMs + ms } });
  if (ms === 0) advanceMeasure(turn);
}

/** The step's time is over. */
function giveUp(turn: Turn, measure: Measure): void {
  const { found, step, tries } = measure;
  const misunderstood = found.misunderstood + 1;
  switch (step) {
    case 'calm':
      goTo(turn, 'order');
      return;
    case 'order':
      if (found.realTime && tries + 1 < ORDER_TRIES) {
        again(turn, measure);
        return;
      }
      goTo(turn, 'asb', { misunderstood });
      return;
    case 'asb':
      if (measure.rearmsOnly) {
        putHealth(turn, { asb: 'never', asbOwed: 0 });
        put(turn, { measure: null });
        return;
      }
      if (turn.state.health.asb === 'live') {
        goTo(turn, 'maker', { unasked: turn.state.health.lastHeardMs < measure.startedMs });
        return;
      }
      goTo(turn, found.realTime || found.ordered ? 'maker' : 'quiet', { misunderstood });
      return;
    case 'maker':
      goTo(turn, 'model', { misunderstood });
      return;
    case 'model':
    case 'firmware':
      goTo(turn, 'quiet', { misunderstood });
      return;
    case 'serial':
      goTo(turn, afterSerial(turn.state, found), { misunderstood });
      return;
    case 'quiet':
      goTo(turn, 'probe');
      return;
    case 'probe':
      if (found.ordered && tries + 1 < PROBE_TRIES) {
        again(turn, measure);
        return;
      }
      goTo(turn, found.realTime || found.ordered ? 'recheck' : afterProbe(turn.state, found), { misunderstood });
      return;
    case 'recheck':
      // Who answered in real time and does not now may stand still behind a line that holds the questions: what it did not answer says nothing of what it can do.
      if (found.realTime) startMeasuring(turn);
      else goTo(turn, afterProbe(turn.state, found));
      return;
    case 'memory':
      keep(turn, { memoryFailures: measure.memoryFailures + 1 });
      goTo(turn, found.realTime && measure.memoryFailures === 0 ? 'recheck' : 'tidy', { misunderstood });
      return;
    case 'taken':
      known(turn, found);
      return;
    case 'logo':
      endLogo(turn, measure, false);
      return;
    case 'tidy':
    case 'hello':
      return;
  }
}

/** The same step once more. */
function again(turn: Turn, measure: Measure): void {
  put(turn, { measure: { ...measure, ...freshStep(measure.step, turn), tries: measure.tries + 1 } });
  advanceMeasure(turn);
}

/** An anonymous ordered answer. @returns false when this part does not wait for one. */
export function measureOrdered(turn: Turn): boolean {
  const { measure } = turn.state;
  if (measure?.step === 'logo' && measure.deadlineMs !== null) {
    endLogo(turn, measure, true);
    return true;
  }
  if (measure?.step === 'memory' && measure.memory.ids.length === 0) return memoryAnswered(turn);
  if (measure?.step !== 'order' || measure.deadlineMs === null) return false;
  const busy = measure.tries > 0 || turn.nowMs - measure.startedMs > BUSY_ANSWER_MS;
  keep(turn, { untaken: 0 });
  goTo(turn, 'asb', { ordered: true, busy });
  return true;
}

/** ASB frames come. */
export function measureAsb(turn: Turn): void {
  const { measure, health } = turn.state;
  if (measure?.step !== 'asb' || measure.deadlineMs === null || health.asbOwed > 0) return;
  if (measure.rearmsOnly) put(turn, { measure: null });
  else goTo(turn, 'maker');
}

/** The answer to GS I 65…68. */
export function measureInfo(turn: Turn, header: number, body: Uint8Array): void {
  const { measure } = turn.state;
  if (measure === null || header !== 0x5f || !(measure.step in INFO)) return;
  const step = measure.step as InfoStep;
  const told = Buffer.from(body).toString('latin1').trim();
  if (step === 'serial') {
    goTo(turn, afterSerial(turn.state, measure.found), { serial: told });
    return;
  }
  const isInStep = step === 'maker' || measure.found.maker !== null;
  goTo(turn, isInStep ? NEXT_NAME[step] : 'quiet', { [step]: told });
}

/** A process ID. @returns true when it is the probe's. */
export function measureProcessId(turn: Turn, id: string): boolean {
  const { measure } = turn.state;
  if (measure?.step === 'memory' && measure.memory.ids[measure.memory.answers] === id) return memoryAnswered(turn);
  if (measure?.step !== 'probe' || id !== fenceId(turn.state.fences - 1)) return false;
  const found = { ...measure.found, processIds: true };
  // Who was silent in real time and answers now was starting up: asked again, and measured anew if it tells. Else nobody would ever ask for its state.
  goTo(turn, found.realTime ? afterProbe(turn.state, found) : 'recheck', found);
  return true;
}

/** The size of the stored code. @returns false when this part does not wait for one. */
export function measureMemory(turn: Turn, body: Uint8Array): boolean {
  const { measure } = turn.state;
  if (measure?.step !== 'memory' || measure.deadlineMs === null) return false;
  const { answers, told } = measure.memory;
  const known = told.map((one, at) => (at === answers ? hex(body) : one));
  keep(turn, { memory: { ...measure.memory, told: known } });
  return true;
}

function probeMemory(turn: Turn, { memory, found }: Measure): void {
  const ids = found.processIds ? [nextFence(turn), nextFence(turn)] : [];
  keep(turn, { memory: { ...memory, ids } });
  write(turn, memoryProbe(ids));
}

function memoryAnswered(turn: Turn): boolean {
  const { measure } = turn.state;
  if (measure === null || measure.deadlineMs === null) return false;
  const { answers, told } = measure.memory;
  if (answers + 1 === told.length) goTo(turn, 'tidy', { memory: memoryOf(told) });
  else keep(turn, { memory: { ...measure.memory, answers: answers + 1 } });
  return true;
}

/** Commands that it did not know stand as letters in its line: throw them away before they are printed. */
function tidy(turn: Turn, { found }: Measure): void {
  if (found.misunderstood > 0) startAfresh(turn);
  const isLoose = found.misunderstood > 0 && found.realTime && !turn.state.settings.flowControl;
  if (isLoose) goTo(turn, 'taken');
  else known(turn, found);
}

/** All is known. */
function known(turn: Turn, found: Found): void {
  put(turn, { found });
  if (!lacksLogo(turn.state)) {
    finish(turn, found);
    return;
  }
  // A logo can take a slow line half a minute: nobody waits that long to hear who it is. What is to be printed meanwhile waits for the logo.
  identify(turn, gradeOf(turn.state), found);
  goTo(turn, 'logo');
}

function finish(turn: Turn, found: Found): void {
  put(turn, { measure: null, found, measured: true, drained: true });
  identify(turn, gradeOf(turn.state), found);
}

/** Only a printer that answers in order is given one: the others could not say that they have it. */
function lacksLogo(state: State): boolean {
  const { logo, logoToStore } = state.settings;
  if (logo === null || logoToStore === null || !state.found.ordered) return false;
  return !logoToStore.isStored(identityOf(state, gradeOf(state), state.found), logo);
}

function storeLogo(turn: Turn): void {
  const { logo, logoToStore } = turn.state.settings;
  if (logoToStore === null) return;
  const { definition, storedBefore } = logoToStore;
  const old = storedBefore?.(identityOf(turn.state, gradeOf(turn.state), turn.state.found)) ?? null;
  if (old !== null && old !== logo) write(turn, deletedLogo(old));
  write(turn, definition);
  write(turn, ORDERED_QUERY);
  wait(turn, LOGO_ANSWER_MS + lineMs(turn.state, definition.length));
}

function endLogo(turn: Turn, { found }: Measure, proven: boolean): void {
  const printer = identityOf(turn.state, gradeOf(turn.state), found);
  tell(turn, { type: 'printer.logoStored', key: turn.state.settings.logo ?? '', printer, proven });
  finish(turn, found);
}
