/** Byte pipes by address (design §7). */
import { parseByteAddress } from './address.ts';
import { openFilePipe } from './file-pipe.ts';
import { startLife } from './life.ts';
import type { BytePipe, BytePipeEvents, Clock, OpenBytePipe } from './link.ts';
import { openSerialPipe } from './serial-pipe.ts';
import { openSocketPipe } from './socket-pipe.ts';
import { openStdoutPipe } from './stdout-pipe.ts';

/** What one pipe holds for a device that does not take it; what goes beyond is refused whole. */
const QUEUE_LIMIT_BYTES = 256 * 1024;

/** @returns the opener for `serial:`, `tcp:`, `tls:`, `unix:`, `file:`, `tty:` and `stdout:`. No event comes before it returned. */
export function openBytePipe(clock: Clock): OpenBytePipe {
  return (name, events) => {
    const parsed = parseByteAddress(name);
    if (!parsed.ok) return lostPipe(name, parsed.problem, events);
    const { address } = parsed;
    switch (address.kind) {
      case 'serial':
        return openSerialPipe(address, name, clock, QUEUE_LIMIT_BYTES, events);
      case 'tcp':
      case 'tls':
      case 'unix':
        return openSocketPipe(address, name, clock, QUEUE_LIMIT_BYTES, events);
      case 'file':
        return openFilePipe(address, name, clock, QUEUE_LIMIT_BYTES, events);
      case 'tty':
        return openFilePipe({ ...address, stallMs: null }, name, clock, QUEUE_LIMIT_BYTES, events);
      case 'stdout':
        return openStdoutPipe(name, process.stdout, QUEUE_LIMIT_BYTES, events);
    }
  };
}

function lostPipe(name: string, problem: string, events: BytePipeEvents): BytePipe {
  const life = startLife(name, events, () => {});
  queueMicrotask(() => life.lose('bad-address', problem));
  return { address: name, queuedBytes: 0, write: () => 'refused', close: () => life.end() };
}
