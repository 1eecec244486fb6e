/** Pipes with everything that they tell kept in order. */
import type { BytePipe, DeviceLost, HidPipe, OpenBytePipe, OpenHidPipe } from '../../../drivers/link/link.ts';
import { type Recorder, recorder } from './recorder.ts';

export type PipeEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'report'; readonly report: Uint8Array }
  | { readonly type: 'feature'; readonly report: Uint8Array }
  | { readonly type: 'lost'; readonly fault: DeviceLost };

export interface Recorded<Pipe> extends Recorder<PipeEvent> {
  readonly pipe: Pipe;
  /** All bytes so far, as one. */
  received(): Buffer;
  opened(): Promise<PipeEvent>;
  lost(): Promise<DeviceLost>;
  /** Resolves when `length` bytes have come in all. */
  receivedAtLeast(length: number): Promise<Buffer>;
}

export function recordBytePipe(open: OpenBytePipe, address: string): Recorded<BytePipe> {
  const log = recorder<PipeEvent>();
  const pipe = open(address, {
    opened: () => log.push({ type: 'opened' }),
    bytes: (bytes) => log.push({ type: 'bytes', bytes }),
    lost: (fault) => log.push({ type: 'lost', fault }),
  });
  return withQuestions(log, pipe);
}

export function recordHidPipe(open: OpenHidPipe, address: string): Recorded<HidPipe> {
  const log = recorder<PipeEvent>();
  const pipe = open(address, {
    opened: () => log.push({ type: 'opened' }),
    report: (report) => log.push({ type: 'report', report }),
    feature: (report) => log.push({ type: 'feature', report }),
    lost: (fault) => log.push({ type: 'lost', fault }),
  });
  return withQuestions(log, pipe);
}

function withQuestions<Pipe>(log: Recorder<PipeEvent>, pipe: Pipe): Recorded<Pipe> {
  const received = (): Buffer =>
    Buffer.concat(log.events.flatMap((event) => (event.type === 'bytes' ? [event.bytes] : [])));
  return {
    ...log,
    pipe,
    received,
    opened: () => log.until(({ type }) => type === 'opened'),
    async lost() {
      const event = await log.until(({ type }) => type === 'lost');
      if (event.type !== 'lost') throw new Error('unreachable');
      return event.fault;
    },
    async receivedAtLeast(length) {
      await log.until(() => received().length >= length);
      return received();
    },
  };
}
