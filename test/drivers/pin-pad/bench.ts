/** The driver on a line in memory, on time that the test moves: the test plays the pad, byte by byte. */

import type { BytePipeEvents, OpenBytePipe } from '../../../drivers/link/link.ts';
import { connectPinPad } from '../../../drivers/pin-pad/connect-pin-pad.ts';
import type { PinPadEvent, PinPadOptions, PinPadSession, PinRequest } from '../../../drivers/pin-pad/pin-pad.ts';
import { type ManualClock, manualClock } from '../link/manual-clock.ts';
import { dialogue, frame } from './golden.ts';

export const ACK = Uint8Array.of(0x06);
export const NAK = Uint8Array.of(0x15);
export const EOT = Uint8Array.of(0x04);

/** The request of the golden dialogue "PIN with DUKPT". */
export const DUKPT_PIN: PinRequest = {
  exchange: 'pin-1',
  accountNumber: '4012345678909',
  scheme: { kind: 'dukpt' },
  prompt: { kind: 'fixed', promptId: 1 },
  timeoutSeconds: 30,
};

/** The request of the golden dialogue "PIN with master and session key". */
export const MASTER_SESSION_PIN: PinRequest = {
  exchange: 'pin-2',
  accountNumber: '4761739001010010',
  scheme: { kind: 'master-session', sessionKeyHex: '0123456789ABCDEFFEDCBA9876543210', masterKeySlot: 7 },
  prompt: { kind: 'fixed', promptId: 1 },
  timeoutSeconds: 60,
};

/** What the driver sends to end an exchange, in hex. */
export const CANCEL = hex(frame('cancel'));
export const RESET = hex(frame('reset to idle'));

export const hello = { exchange: 'hello', lines: ['HELLO'] };
export const key = { exchange: 'key-1', show: { kind: 'lines', lines: ['HELLO'] }, timeoutSeconds: 10 } as const;

export interface Bench {
  readonly session: PinPadSession;
  readonly clock: ManualClock;
  readonly events: readonly PinPadEvent[];
  /** What the driver has sent since the last call, in hex. */
  sent(): string;
  /** The pad says this, in one chunk. */
  pad(...bytes: readonly Uint8Array[]): void;
  /** Plays a dialogue: the driver must send what the host of the transcript sends. @throws where it does not. */
  play(name: string): void;
  /** As `play`, up to and without the last `count` steps. */
  playBut(count: number, name: string): void;
  lose(): void;
  /** The very buffers that were given to the driver. */
  readonly given: readonly Uint8Array[];
  /** The driver's own buffers, as it wrote them. */
  readonly written: readonly Uint8Array[];
  readonly closed: boolean;
  /** Called with each event, as the firmware would be. */
  onEvent(listener: (event: PinPadEvent) => void): void;
}

export const ADDRESS = 'serial:/dev/pos/pinpad?baud=9600';

/** A line in memory. */
function memoryLine() {
  const written: Uint8Array[] = [];
  let events: BytePipeEvents | null = null;
  let sent = '';
  let closed = false;
  const open: OpenBytePipe = (address, on) => {
    events = on;
    return {
      address,
      queuedBytes: 0,
      write(bytes) {
        if (closed) return 'refused';
        sent += hex(bytes);
        written.push(bytes);
        return 'accepted';
      },
      close() {
        closed = true;
      },
    };
  };
  return {
    open,
    written,
    isClosed: () => closed,
    on: (): BytePipeEvents => events ?? fail('the driver has not opened its line'),
    /** What was sent since the last call. */
    taken(): string {
      const all = sent;
      sent = '';
      return all;
    },
    take(expected: string, name: string): void {
      if (!sent.startsWith(expected)) fail(`${name}: the driver should have sent ${expected}, has sent ${sent}`);
      sent = sent.slice(expected.length);
    },
  };
}

export function bench(options: PinPadOptions = {}): Bench {
  const clock = manualClock();
  const events: PinPadEvent[] = [];
  const given: Uint8Array[] = [];
  const line = memoryLine();
  let listener: (event: PinPadEvent) => void = () => {};
  const session = connectPinPad(line.open, ADDRESS, clock, options, (event) => {
    events.push(event);
    listener(event);
  });
  line.on().opened();

  const one: Bench = {
    session,
    clock,
    events,
    given,
    written: line.written,
    get closed() {
      return line.isClosed();
    },
    onEvent(next) {
      listener = next;
    },
    sent: line.taken,
    pad(...bytes) {
      const chunk = new Uint8Array(Buffer.concat(bytes));
      given.push(chunk);
      line.on().bytes(chunk);
    },
    play: (name) => one.playBut(0, name),
    playBut(count, name) {
      const steps = dialogue(name);
      for (const step of steps.slice(0, steps.length - count)) {
        if (step.from === 'device') one.pad(step.bytes);
        else line.take(hex(step.bytes), name);
      }
    },
    lose() {
      line.on().lost({ kind: 'device-lost', address: ADDRESS, cause: 'unplugged', detail: 'the port is gone' });
    },
  };
  return one;
}

/** A pad that has been identified; nothing is under way. */
export function readyBench(options?: PinPadOptions): Bench {
  const one = bench(options);
  one.play('start');
  if (one.events.at(-1)?.type !== 'pinPad.identified') fail('the pad should be identified');
  return one;
}

/** As `readyBench`, with the customer in front of the PIN prompt. */
export function enteringBench(request: PinRequest = DUKPT_PIN): Bench {
  const one = readyBench();
  one.session.askPin(request);
  one.playBut(2, request === DUKPT_PIN ? 'PIN with DUKPT' : 'PIN with master and session key');
  return one;
}

export const pinBlockFrame = (): Uint8Array => frame('PIN block with DUKPT');

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

function fail(why: string): never {
  throw new Error(why);
}

/** What came of requests. */
export const outcomes = (one: Bench): PinPadEvent[] => one.events.filter(({ type }) => type !== 'pinPad.identified');
