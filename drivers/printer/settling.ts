/**
 * Finds out what became of a slip that an earlier life of the terminal started. Nothing of it is ever sent again: the printer
 * is left to print what it holds, its answers are heard, then a fence shows that nothing more will come.
 */
import { hex, processIdQuery } from './commands.ts';
import { SILENCE_THAT_HIDES_A_RESUME_MS } from './delays.ts';
import { startDrain } from './draining.ts';
import { endJob } from './ending.ts';
import { hasRemembered } from './memory.ts';
import type { PrintJob } from './printer.ts';
import { planOptions } from './printing.ts';
import { SLOT_BEFORE_LAST_INK, SLOT_CUT, SLOT_LAST_INK, slotOf } from './process-ids.ts';
import { isOrdered, readiness } from './readiness.ts';
import { planJob } from './segments.ts';
import type { HeardId, SettleTask, State } from './state.ts';
import { put, putHealth, type Turn } from './turn.ts';
import { judgeSettled } from './verdicts.ts';

export function takeSettle(turn: Turn, { job, slip, lines }: PrintJob): void {
  const segments = planJob({ job, slip, lines }, planOptions(turn.state)).segments.length;
  put(turn, {
    task: {
      kind: 'settle',
      job,
      slip,
      segments,
      stage: 'waiting',
      clearsAtRound: 0,
      deadlineMs: 0,
      blind: false,
      stopped: false,
    },
  });
  putHealth(turn, { power: 'none', dsrFell: false, longestSilenceMs: 0, damaged: false });
}

/** Does what is due. */
export function advanceSettle(turn: Turn): void {
  const { task, health, drain, measured, measure, settings } = turn.state;
  if (task?.kind !== 'settle' || task.stage !== 'waiting') return;
  const newest = newestHeard(turn.state, task);
  const is = readiness(turn.state);
  // Where the line outlasts the power it is asked first what it says of its memory: its word of the cut alone may come from one that has lost lines.
  const isWhole = newest?.slot === SLOT_CUT && (measured || !settings.outlastsPower);
  if (isWhole || health.power === 'certain') {
    endSettle(turn, false);
    return;
  }
  const unheard = is === 'silent' || health.longestSilenceMs > SILENCE_THAT_HIDES_A_RESUME_MS || health.damaged;
  const stopped = is === 'stopped' || (is === 'silent' && task.stopped);
  if (unheard !== task.blind || stopped !== task.stopped) {
    put(turn, { task: { ...task, blind: task.blind || unheard, stopped } });
  }
  if (!measured || measure !== null || is !== 'running') return;
  if (!isOrdered(turn.state)) endUnanswerable(turn);
  else if (turn.state.fenced) endSettle(turn, true);
  else if (drain === null) startDrain(turn);
  else if (drain.stage === 'clean' || drain.stage === 'unanswered') endSettle(turn, drain.stage === 'clean');
}

/** The highest place of the slip that was heard in this session. */
export function newestHeard(state: State, task: SettleTask): Place | null {
  return placesHeard(state, task).reduce<Place | null>((a, b) => (a === null || b.slot > a.slot ? b : a), null);
}

interface Place {
  readonly slot: number;
  readonly heard: HeardId;
}

function placesHeard({ heard }: State, { slip }: SettleTask): readonly Place[] {
  return heard.flatMap((one) => {
    const slot = slotOf(one.id, slip);
    return slot === null ? [] : [{ slot, heard: one }];
  });
}

function endSettle(turn: Turn, fenced: boolean): void {
  const { task, health } = turn.state;
  if (task?.kind !== 'settle') return;
  const newest = newestHeard(turn.state, task);
  const verdict = judgeSettled({
    ...SETTLE_PLACES,
    newestSlot: newest?.slot ?? null,
    remembered: hasRemembered(
      turn.state,
      placesHeard(turn.state, task).map(({ heard }) => heard),
    ),
    power: health.power,
    stoppedFirst: task.stopped,
    fenced,
    blind: task.blind,
  });
  const isCut = newest?.slot === SLOT_CUT;
  put(turn, { stub: newest !== null && !isCut });
  if (verdict.kind !== 'printed' || newest === null) {
    // A cut that is not believed proves nothing before it.
    if (verdict.kind !== 'printed') endJob(turn, verdict, provenOf(task, isCut ? null : (newest?.slot ?? null)));
    return;
  }
  const { id, receivedHex, atMs } = newest.heard;
  endJob(turn, { kind: 'printed', evidence: { processId: id, sentHex: hex(processIdQuery(id)), receivedHex, atMs } });
}

const SETTLE_PLACES = { beforeLastInk: SLOT_BEFORE_LAST_INK, lastInk: SLOT_LAST_INK, cut: SLOT_CUT };

function endUnanswerable(turn: Turn): void {
  const cause = turn.state.liar ?? `grade ${turn.state.grade}: this printer cannot say what it has printed`;
  endJob(turn, { kind: 'unknown', cause });
}

/** How many segments a place stands for. */
export function provenOf({ segments }: SettleTask, slot: number | null): number {
  if (slot === null) return 0;
  const fromEnd = SLOT_CUT - slot;
  return fromEnd <= 2 ? Math.max(0, segments - fromEnd) : Math.min(slot + 1, segments);
}
