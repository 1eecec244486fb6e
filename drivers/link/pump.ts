/**
 * Moves bytes through a non-blocking descriptor: a tty, a USB printer, a FIFO.
 *
 * Reads and writes are synchronous calls that never wait (O_NONBLOCK), made when the kernel says that they can go on. So nothing is ever in
 * flight when the descriptor is closed, no thread of the pool hangs on a printer that does not read (facts/lab, "USB printer"), and a
 * hung-up tty is seen at once: a read of 0 bytes or an errno is a loss, never a reason to read again (facts/peripherals §0.1;
 * serialport's own reader spins there).
 */
import type { Life } from './life.ts';
import type { Clock, WriteResult } from './link.ts';
import { causeOfErrorWhileOpen, textOf } from './loss.ts';
import { type EmptyRead, Receiver } from './receiver.ts';
import { Sender, type SenderSettings } from './sender.ts';
import { type Poller, type Watch, watchDescriptor } from './watch.ts';

export interface Descriptor {
  readonly fd: number;
  /** Null for a regular file, which the kernel cannot poll and which is always ready. */
  readonly poller: Poller | null;
  readonly reads: boolean;
  readonly emptyRead: EmptyRead;
}

export interface Pump {
  write(bytes: Uint8Array): WriteResult;
  readonly queuedBytes: number;
  stop(): void;
}

/** Moves bytes while `life` is open. */
export function startPump(
  descriptor: Descriptor,
  life: Life,
  clock: Clock,
  settings: SenderSettings,
  onBytes: (chunk: Uint8Array) => void,
): Pump {
  const { fd, poller } = descriptor;
  const watch: Watch | null =
    poller === null
      ? null
      : watchDescriptor(poller, {
          onReadable: () => receiver.read(),
          onWritable: () => sender.send(),
          onError: (error) => {
            if (descriptor.reads) receiver.read(); // what the device said last
            life.lose(causeOfErrorWhileOpen(error, 'unplugged'), `the line reports: ${textOf(error)}`);
          },
        });
  const sender = new Sender(fd, life, clock, settings, watch === null ? null : () => watch.wantWritable());
  const receiver = new Receiver(fd, life, clock, descriptor.emptyRead, onBytes, (wanted) =>
    watch?.wantReadable(wanted),
  );
  if (descriptor.reads) watch?.wantReadable(true);
  return {
    write: (bytes) => sender.write(bytes),
    get queuedBytes() {
      return sender.queuedBytes;
    },
    stop() {
      sender.stop();
      receiver.stop();
      watch?.stop();
    },
  };
}
