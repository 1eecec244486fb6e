/** Giving a held job up: DLE DC4 fn 8 (facts/printer §1.6). Nothing is sent until `37 25 00` has come; then ESC @, because modes stay. */
import { CLEAR_BUFFERS } from './commands.ts';
import { CLEAR_ANSWER_MS } from './delays.ts';
import { endJob, lossFacts } from './ending.ts';
import { textBlock } from './escpos.ts';
import { expectAsb } from './health.ts';
import { EMPTY_LEDGER } from './ledger.ts';
import { SLOT_BEFORE_LAST_INK } from './process-ids.ts';
import { newestHeard, provenOf } from './settling.ts';
import { isClearing, type SettleTask } from './state.ts';
import { put, putJob, type Turn, write } from './turn.ts';
import { judgeCleared, type Verdict } from './verdicts.ts';

/** The firmware gives the job up. Ignored while the printer works on it. */
export function abandon(turn: Turn, job: string): void {
  const { task } = turn.state;
  const deadlineMs = turn.nowMs + CLEAR_ANSWER_MS;
  if (task?.kind === 'settle' && task.job === job) {
    put(turn, { drain: null, task: { ...task, stage: 'clearing', deadlineMs } });
  } else if (task?.kind === 'job' && task.job.job === job && task.stage !== 'sending' && task.stage !== 'finishing') {
    if (task.handedOver === 0) {
      endJob(turn, { kind: 'not-printed', proof: 'never-sent' });
      return;
    }
    put(turn, { drain: null });
    putJob(turn, { stage: 'clearing', deadlineMs });
  } else {
    return;
  }
  write(turn, CLEAR_BUFFERS);
}

/** `37 25 00`. */
export function takeCleared(turn: Turn): void {
  if (isClearing(turn.state)) endCleared(turn, true);
}

/** Gives up waiting for the acknowledgement. */
export function advanceClearing(turn: Turn): void {
  const { task } = turn.state;
  if (isClearing(turn.state) && task?.kind !== 'drawer' && task !== null && turn.nowMs >= task.deadlineMs)
    endCleared(turn, false);
}

function endCleared(turn: Turn, acknowledged: boolean): void {
  const { task } = turn.state;
  if (acknowledged) {
    const block = textBlock(turn.state.settings.charset);
    block.reset();
    write(turn, block.take());
    write(turn, expectAsb(turn));
    put(turn, { ledger: EMPTY_LEDGER });
  }
  if (task?.kind === 'job') endJob(turn, judgeCleared(lossFacts(turn.state), acknowledged));
  else if (task?.kind === 'settle')
    endJob(turn, settleVerdict(turn, task, acknowledged), provenOf(task, newestSlot(turn, task)));
  put(turn, { drained: acknowledged, stub: true });
}

const newestSlot = (turn: Turn, task: SettleTask) => newestHeard(turn.state, task)?.slot ?? null;

/** Of an earlier life's slip only what was heard live is known: the last line was still to come, or nobody can say. */
function settleVerdict(turn: Turn, task: SettleTask, acknowledged: boolean): Verdict {
  const slot = newestSlot(turn, task);
  return judgeCleared(
    {
      lastInkOut: true,
      lastInkPossible: slot === null || slot >= SLOT_BEFORE_LAST_INK,
      lastInkProven: slot !== null && slot > SLOT_BEFORE_LAST_INK,
      stoppedFirst: false,
      power: 'none',
      fenced: false,
      blind: task.blind,
      tainted: null,
    },
    acknowledged,
  );
}
