/**
 * The edge under the step functions: does what they want on a line, a clock, sources and a sink, and tells them what came of it.
 * Bytes of files are hashed here as they pass.
 */
import { createHash } from 'node:crypto';
import type { Cancel, Clock } from '../../link/link.ts';
import { receiverStep, receiving } from './receiver.ts';
import { senderStep, sending } from './sender.ts';
import type { Act, Ending, Step, TransferEvent } from './steps.ts';
import type {
  ByteSink,
  ByteSource,
  SentFile,
  SinkAnswer,
  Transfer,
  TransferLine,
  TransferResult,
  TransferTiming,
} from './transfer.ts';

export type BlockProtocol = 'xmodem' | 'ymodem';

/**
 * Sends files by XMODEM (the first one only) or YMODEM, from now on. `ended` is called once.
 * @returns where the console hands on what arrives; after `ended` it does nothing any more
 */
export function sendByBlocks(
  protocol: BlockProtocol,
  sources: readonly ByteSource[],
  line: TransferLine,
  clock: Clock,
  timing: TransferTiming,
  ended: (result: TransferResult) => void,
): Transfer {
  const files = protocol === 'xmodem' ? sources.slice(0, 1) : sources;
  const hashes = files.map(() => createHash('sha256'));
  const whole = (ending: Ending): TransferResult => {
    if (ending.kind !== 'done') return ending;
    const sent: readonly SentFile[] = files.map(({ name, sizeBytes }, index) => ({
      name,
      sizeBytes,
      sha256: hashes[index]?.digest('hex') ?? '',
    }));
    return { kind: 'sent', files: sent };
  };
  return run(
    { state: sending(protocol, files, timing), step: senderStep },
    line,
    clock,
    (act) => {
      if (act.do !== 'read') return null;
      const bytes = files[act.file]?.read(act.offsetBytes, act.lengthBytes) ?? null;
      if (bytes === null || bytes.length !== act.lengthBytes) return { type: 'read', bytes: null };
      hashes[act.file]?.update(bytes);
      return { type: 'read', bytes };
    },
    (ending) => ended(whole(ending)),
  );
}

/** Receives files by XMODEM (one) or YMODEM (a batch) into the sink, from now on. `ended` is called once. */
export function receiveByBlocks(
  protocol: BlockProtocol,
  sink: ByteSink,
  line: TransferLine,
  clock: Clock,
  timing: TransferTiming,
  ended: (result: TransferResult) => void,
): Transfer {
  return run(
    { state: receiving(protocol, timing), step: receiverStep },
    line,
    clock,
    (act) => askSink(sink, act),
    (ending) => ended(ending.kind === 'done' ? { kind: 'received', files: ending.files } : ending),
  );
}

function askSink(sink: ByteSink, act: Act): TransferEvent | null {
  switch (act.do) {
    case 'open':
      return eventOf(sink.open(act.announced));
    case 'append':
      return eventOf(sink.append(act.bytes));
    case 'finish':
      return eventOf(sink.finish());
    case 'discard':
      sink.discard();
      return null;
    default:
      return null;
  }
}

function eventOf(answer: SinkAnswer): TransferEvent {
  return answer.taken ? { type: 'taken' } : { type: 'refused', why: answer.why };
}

interface Machine<State> {
  readonly state: State;
  readonly step: (state: State, event: TransferEvent) => Step<State>;
}

function run<State>(
  machine: Machine<State>,
  line: TransferLine,
  clock: Clock,
  fileAct: (act: Act) => TransferEvent | null,
  ended: (ending: Ending) => void,
): Transfer {
  let { state } = machine;
  let ending: Ending | null = null;
  const tell = (first: TransferEvent): void => {
    if (ending !== null) return;
    const events = [first];
    for (let event = events.shift(); event !== undefined && ending === null; event = events.shift()) {
      const step = machine.step(state, event);
      state = step.state;
      for (const act of step.acts) {
        if (act.do === 'end') ending = act.ending;
        const answer = doAct(act);
        if (answer !== null) events.push(answer);
      }
    }
    if (ending === null) return;
    cancelTimer();
    ended(ending);
  };
  const setTimer = (ms: number): void => {
    cancelTimer();
    cancelTimer = clock.after(ms, () => tell({ type: 'timed-out' }));
  };
  const doAct = (act: Act): TransferEvent | null => {
    if (act.do === 'wait') setTimer(act.ms);
    // The line's queue holds far more than one block: a line that refuses one does not move.
    else if (act.do === 'send') return line.write(act.bytes) === 'refused' ? { type: 'line-lost' } : null;
    else if (act.do !== 'end') return fileAct(act);
    return null;
  };
  // Never before whoever starts it has it in hand.
  let cancelTimer: Cancel = clock.after(0, () => tell({ type: 'started' }));
  return {
    bytes: (chunk) => tell({ type: 'arrived', bytes: chunk }),
    lost: () => tell({ type: 'line-lost' }),
    cancel: () => tell({ type: 'cancelled' }),
  };
}
