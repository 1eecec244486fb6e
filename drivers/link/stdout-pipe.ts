/** `stdout:`, the screen of a terminal that has none (design §13). The stream belongs to the process: it is never closed here. */
import { startLife } from './life.ts';
import type { BytePipe, BytePipeEvents } from './link.ts';
import { causeOfErrorWhileOpen, textOf } from './loss.ts';

export type Stdout = Pick<NodeJS.WriteStream, 'write' | 'writableLength' | 'on' | 'off'>;

export function openStdoutPipe(
  name: string,
  stdout: Stdout,
  queueLimitBytes: number,
  events: BytePipeEvents,
): BytePipe {
  const onError = (error: Error): void => {
    life.lose(causeOfErrorWhileOpen(error, 'write-failed'), `standard output is gone: ${textOf(error)}`);
  };
  // The listener stays after the end: a late EPIPE without one would end the process.
  const life = startLife(name, events, () => {});
  stdout.on('error', onError);
  queueMicrotask(() => life.opened());
  return {
    address: name,
    write(bytes) {
      if (life.state !== 'open' || stdout.writableLength + bytes.length > queueLimitBytes) return 'refused';
      stdout.write(new Uint8Array(bytes));
      return 'accepted';
    },
    get queuedBytes() {
      return life.state === 'open' ? stdout.writableLength : 0;
    },
    close: () => life.end(),
  };
}
