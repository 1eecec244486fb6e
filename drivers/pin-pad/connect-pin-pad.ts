/**
 * `pinpad1000se`: a PIN pad of the 1000SE family on a serial line. The edge: carries out what step.ts decides, and wipes what was secret.
 *
 * Nothing here is logged, and nothing that came over the line gets into a detail.
 */
import { parseByteAddress } from '../link/address.ts';
import type { BytePipe, Cancel, Clock, DeviceLost, OpenBytePipe } from '../link/link.ts';
import { deviceLost } from '../link/loss.ts';
import type { Tried } from '../link/question.ts';
import { BYTE_GAP_MS, CHECK_MS } from './delays.ts';
import {
  DIALOGUE_START,
  deadlineOf,
  type Input,
  macReadiness,
  type Output,
  readiness,
  type Settings,
} from './dialogue.ts';
import type { AskResult, PinPadEvent, PinPadOptions, PinPadSession } from './pin-pad.ts';
import { type Planned, planKey, planMac, planPin, planShow, planText } from './requests.ts';
import { step } from './step.ts';
import { PadReader } from './wire.ts';

/** Start, eight bits (or seven and parity), parity, stop. */
const BITS_PER_BYTE = 11;

/**
 * Connects to the pad at `address`: ends what an earlier connection may have left (72, Z1), then tests it (16). `pinPad.identified` comes once;
 * before it every request is refused. The session dies with its link, or when the pad stops answering; nothing comes after `pinPad.lost`
 * or `close()`.
 */
export function connectPinPad(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  options: PinPadOptions,
  on: (event: PinPadEvent) => void,
): PinPadSession {
  const checkMs = options.checkMs === undefined ? CHECK_MS : options.checkMs;
  const session = new Session(address, { msPerByte: msPerByteOf(address), checkMs }, clock, on);
  session.start(
    openBytePipe(address, {
      opened: () => session.put({ type: 'opened' }),
      bytes: (chunk) => session.bytes(chunk),
      lost: (fault) => session.lost(fault),
    }),
  );
  return session;
}

function msPerByteOf(address: string): number {
  const parsed = parseByteAddress(address);
  return parsed.ok && parsed.address.kind === 'serial' ? (BITS_PER_BYTE * 1000) / parsed.address.baudRate : 0;
}

class Session implements PinPadSession {
  readonly #address: string;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #on: (event: PinPadEvent) => void;
  readonly #reader = new PadReader();
  readonly #outputs: Output[] = [];
  readonly #tests: ((tried: Tried) => void)[] = [];
  #pipe: BytePipe | null = null;
  #dialogue = DIALOGUE_START;
  #carryingOut = false;
  #silent = false;
  #cancelDeadline: Cancel | null = null;
  #cancelGap: Cancel | null = null;

  constructor(address: string, settings: Settings, clock: Clock, on: (event: PinPadEvent) => void) {
    this.#address = address;
    this.#settings = settings;
    this.#clock = clock;
    this.#on = on;
  }

  start(pipe: BytePipe): void {
    this.#pipe = pipe;
  }

  showLines(request: Parameters<PinPadSession['showLines']>[0]): AskResult {
    return this.#ask(() => planShow(request));
  }

  askPin(request: Parameters<PinPadSession['askPin']>[0]): AskResult {
    return this.#ask(() => planPin(request));
  }

  askKey(request: Parameters<PinPadSession['askKey']>[0]): AskResult {
    return this.#ask(() => planKey(request));
  }

  askText(request: Parameters<PinPadSession['askText']>[0]): AskResult {
    return this.#ask(() => planText(request));
  }

  askMac(request: Parameters<PinPadSession['askMac']>[0]): AskResult {
    return this.#ask(() => planMac(request), macReadiness);
  }

  cancel(): void {
    this.put({ type: 'cancel' });
  }

  reset(): void {
    this.put({ type: 'reset' });
  }

  test(tried: (tried: Tried) => void): void {
    this.#clock.after(0, () => {
      const ready = readiness(this.#dialogue);
      if (ready !== 'ready') {
        tried(ready === 'busy' ? 'no-question' : 'silent');
        return;
      }
      this.#tests.push(tried);
      this.put({ type: 'check' });
    });
  }

  /** The check is over when the line is free again; a pad that gave no result is lost. */
  #judgeTests(): void {
    const { stage, job, queue } = this.#dialogue;
    const isOver = stage.at === 'over';
    if (!isOver && (job !== null || queue.length > 0 || stage.at !== 'idle')) return;
    for (const tried of this.#tests.splice(0)) tried(isOver ? 'silent' : 'answered');
  }

  close(): void {
    this.#silent = true;
    this.put({ type: 'ended' });
    this.#stop();
    this.#pipe?.close();
  }

  bytes(chunk: Uint8Array): void {
    this.#cancelGap?.();
    this.#cancelGap = null;
    const words = this.#reader.read(chunk);
    chunk.fill(0);
    for (const word of words) this.put({ type: 'word', word });
    if (this.#dialogue.stage.at === 'over') this.#reader.forget();
    else if (this.#reader.unfinished) this.#cancelGap = this.#clock.after(BYTE_GAP_MS, () => this.#gap());
  }

  lost(fault: DeviceLost): void {
    this.put({ type: 'ended' });
    this.#stop();
    if (!this.#silent) this.#on({ type: 'pinPad.lost', fault });
  }

  put(input: Input): void {
    const stepped = step(this.#dialogue, input, this.#settings, this.#clock.nowMs());
    this.#dialogue = stepped.state;
    this.#outputs.push(...stepped.out);
    this.#carryOut();
    this.#setTimer();
    this.#judgeTests();
  }

  /** What the firmware asks for from inside an event comes behind what is left of this step, and is never told inside that event. */
  #carryOut(): void {
    if (this.#carryingOut) return;
    this.#carryingOut = true;
    for (let output = this.#outputs.shift(); output !== undefined; output = this.#outputs.shift()) this.#do(output);
    this.#carryingOut = false;
  }

  #do(output: Output): void {
    switch (output.do) {
      case 'send':
        // A refusal means that the pipe is gone or chokes; the missing ACK ends the matter either way.
        this.#pipe?.write(output.bytes);
        return;
      case 'tell':
        if (!this.#silent) this.#on(output.event);
        else if (output.event.type === 'pinPad.pinEntered') output.event.pinBlock.fill(0);
        return;
      case 'wipe':
        output.bytes.fill(0);
        return;
      case 'lose':
        this.#pipe?.close();
        this.lost(deviceLost(this.#address, 'stalled', output.detail));
        return;
    }
  }

  #ask(plan: () => Planned, readinessOf = readiness): AskResult {
    const ready = readinessOf(this.#dialogue);
    if (ready === 'not-ready') return refusedRequest(ready, 'the PIN pad is not connected or not identified yet');
    if (ready === 'busy') return refusedRequest(ready, 'the PIN pad is still at the request before');
    const planned = plan();
    if (!planned.ok) return refusedRequest('invalid', planned.problem);
    this.put({ type: 'ask', job: planned.job });
    return { result: 'accepted' };
  }

  #gap(): void {
    this.#cancelGap = null;
    for (const word of this.#reader.giveUp()) this.put({ type: 'word', word });
  }

  #setTimer(): void {
    this.#cancelDeadline?.();
    const deadlineMs = deadlineOf(this.#dialogue, this.#settings);
    this.#cancelDeadline =
      deadlineMs === null
        ? null
        : // Whole milliseconds, so that none is left over when it fires: what a clock of fractions still lacks may be too little to be waited for.
          this.#clock.after(Math.max(0, Math.ceil(deadlineMs - this.#clock.nowMs())), () => this.put({ type: 'due' }));
  }

  #stop(): void {
    this.#cancelDeadline?.();
    this.#cancelGap?.();
    this.#cancelDeadline = null;
    this.#cancelGap = null;
    this.#reader.forget();
  }
}

function refusedRequest(reason: 'not-ready' | 'busy' | 'invalid', detail: string): AskResult {
  return { result: 'refused', reason, detail };
}
