/** What an answer proves for the job in hand (README "What proves what"). */
import { hex, ORDERED_QUERY, processIdQuery } from './commands.ts';
import { PROGRESS_MS } from './delays.ts';
import { dropDrain } from './draining.ts';
import { endJob, lossFacts } from './ending.ts';
import { takePaperEnd } from './health.ts';
import { type Answered, answerId, answerQuery, unprovenBytes } from './ledger.ts';
import { catchLiar } from './liar.ts';
import { doubtOfSkipped } from './memory.ts';
import type { PrintEvidence } from './printer.ts';
import { UNTROUBLED } from './printing.ts';
import type { JobTask } from './state.ts';
import { orderedPaper } from './status.ts';
import { lineMs, put, putJob, type Turn, tell } from './turn.ts';
import { judgeLoss } from './verdicts.ts';

/** `37 22 id 00`. @returns false when the job in hand awaits no such ID. */
export function jobProcessId(turn: Turn, id: string): boolean {
  const answered = answerId(turn.state.ledger, id);
  if (answered === null) return false;
  const receivedHex = hex([0x37, 0x22, ...Buffer.from(id, 'latin1'), 0]);
  prove(turn, answered, { processId: id, sentHex: hex(processIdQuery(id)), receivedHex, atMs: turn.nowMs });
  return true;
}

/** An anonymous ordered answer. @returns false when the job in hand awaits none. */
export function jobOrdered(turn: Turn, byte: number): boolean {
  const answered = answerQuery(turn.state.ledger);
  if (answered === null) return false;
  if (orderedPaper(byte) === 'end') {
    // Out of paper, yet it answers: so its answers come whether the data before them was printed or not.
    if (turn.state.task?.kind === 'job') putJob(turn, { tainted: 'the printer answers ordered queries without paper' });
    takePaperEnd(turn);
  }
  prove(turn, answered, {
    processId: null,
    sentHex: hex(ORDERED_QUERY),
    receivedHex: hex([byte]),
    atMs: turn.nowMs,
  });
  return true;
}

/** `37 33 id 00`: the data before this ID has failed for want of paper. */
export function jobRefused(turn: Turn, id: string): boolean {
  const { task, ledger } = turn.state;
  const mark = ledger.marks.find((one) => one.kind === 'id' && one.id === id);
  if (task?.kind !== 'job' || mark === undefined || mark.segment === null) return false;
  takePaperEnd(turn);
  const isCut = task.plan.segments[mark.segment - 1]?.kind === 'cut';
  endJob(turn, isCut ? judgeLoss(lossFacts(turn.state)) : { kind: 'not-printed', proof: 'refused-no-paper' });
  return true;
}

function prove(turn: Turn, answered: Answered, evidence: PrintEvidence): void {
  put(turn, { ledger: answered.ledger });
  const { task } = turn.state;
  if (task?.kind !== 'job') return;
  const { segment } = answered.mark;
  const deadlineMs = turn.nowMs + PROGRESS_MS + lineMs(turn.state, unprovenBytes(answered.ledger));
  putJob(turn, { deadlineMs });
  const doubt = doubtOf(turn, task, answered);
  if (doubt !== null) {
    putJob(turn, { tainted: doubt });
    if (!task.lastInkOut) {
      endJob(turn, judgeLoss(lossFacts(turn.state)));
      return;
    }
  }
  trustAgain(turn);
  if (segment === null) return;
  catchLiar(turn, segment);
  tellProven(turn, segment, evidence);
  if (segment === task.plan.segments.length) endWithFinal(turn, evidence);
}

/** What is missing before this answer, where it matters. */
function doubtOf({ state }: Turn, task: JobTask, { skipped }: Answered): string | null {
  const wasUnderWay = skipped.some((mark) => mark.segment !== null && mark.segment <= task.strictUpTo);
  return wasUnderWay
    ? 'answers are missing for segments that were under way when the printer stopped'
    : doubtOfSkipped(state, skipped);
}

/** An answer that was open when the printer stopped shows that it has kept its memory. */
function trustAgain(turn: Turn): void {
  const { task } = turn.state;
  if (task?.kind !== 'job' || (task.stage !== 'checking' && task.stage !== 'examining')) return;
  // Behind an ESC @ of the fence nothing more of the slip can follow: it is judged by what is proven.
  if (turn.state.drain?.stage === 'fencing' && turn.state.drain.tries > 0) return;
  dropDrain(turn);
  putJob(turn, { ...UNTROUBLED, stage: 'sending' });
}

function tellProven(turn: Turn, segment: number, evidence: PrintEvidence): void {
  const { task, liar } = turn.state;
  if (task?.kind !== 'job' || task.tainted !== null || liar !== null) return;
  const segments = task.plan.segments.length;
  for (let n = task.proven + 1; n <= segment; n += 1) {
    tell(turn, { type: 'printer.segmentProven', job: task.job.job, segment: n, segments, evidence });
  }
  putJob(turn, { proven: Math.max(task.proven, segment) });
}

function endWithFinal(turn: Turn, evidence: PrintEvidence): void {
  const { task, liar } = turn.state;
  if (task?.kind !== 'job') return;
  put(turn, { drained: true, stub: false });
  const doubt = liar ?? task.tainted;
  if (doubt !== null) {
    endJob(turn, { kind: 'unknown', cause: doubt });
    return;
  }
  const { notes } = task.plan;
  endJob(turn, { kind: 'printed', evidence: notes.length === 0 ? evidence : { ...evidence, notes } });
}
