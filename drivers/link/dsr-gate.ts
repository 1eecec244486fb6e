/**
 * DTR/DSR flow control, which Linux leaves to the program: bytes go out in slices, each only while the device holds DSR up and after
 * the slice before it has left. At 115200 baud a slice takes 6 ms; a printer that drops DSR has room for at least that much.
 */
import type { Life } from './life.ts';
import type { LossCause } from './link.ts';
import { causeOfErrorWhileOpen, errnoOf, textOf } from './loss.ts';
import type { Gate } from './sender.ts';

const SLICE_BYTES = 64;

export interface DsrPort {
  get(): Promise<{ readonly dsr: boolean }>;
  drain(): Promise<void>;
}

/** A port that has no modem lines is lost as `bad-address`: ignoring the flow control that was asked for would lose paper silently. */
export function startDsrGate(port: DsrPort, life: Pick<Life, 'lose'>): Gate {
  return {
    sliceBytes: SLICE_BYTES,
    ask(answer) {
      port
        .drain()
        .then(() => port.get())
        .then(
          ({ dsr }) => queueMicrotask(() => answer(dsr)),
          (error: unknown) => {
            const cause: LossCause =
              errnoOf(error) === 'ENOTTY' ? 'bad-address' : causeOfErrorWhileOpen(error, 'write-failed');
            life.lose(
              cause,
              cause === 'bad-address'
                ? 'this port has no modem lines, so flow=dtrdsr cannot work; wire it for flow=rtscts or use a port that has them'
                : `asking for DSR failed: ${textOf(error)}`,
            );
          },
        );
    },
  };
}
