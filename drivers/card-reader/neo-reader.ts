/**
 * `neo-serial`: ID TECH NEO readers for chip, contactless and stripe (facts/peripherals §1b).
 *
 * While a transaction is active the reader takes any other command for Cancel, and after Cancel nothing may be sent before its answer: so
 * there is one command at a time, and no liveness ping once the reader is known.
 */
import type { BytePipe, Cancel, Clock, OpenBytePipe } from '../link/link.ts';
import { deviceLost } from '../link/loss.ts';
import type { Tried } from '../link/question.ts';
import { CardGate } from './card-gate.ts';
import type { ArmRequest, CardReaderEvent, CardReaderSession } from './card-reader.ts';
import { readNeoCard } from './neo-card.ts';
import { activateData, encodeNeo, NEO, NEO_STATUS, type NeoFrame, NeoReader } from './neo-wire.ts';
import { UNREAD } from './tracks.ts';

const PING_MS = 1000;
const ACTIVATE_SECONDS = 30;
/** A card that was found may run past the time-out. */
const ACTIVATE_ANSWER_MS = (ACTIVATE_SECONDS + 15) * 1000;
const CANCEL_ANSWER_MS = 3000;
/** After noise, before it is spoken to. */
const QUIET_MS = 300;
/** Within a frame (facts/peripherals §6 no. 4): what stops for longer was torn, and the length that it states is no reason to wait. */
const BYTE_GAP_MS = 250;
/** After a refusal, before the next try. */
const PAUSE_MS = 500;

type State = 'opening' | 'clearing' | 'asking-who' | 'testing' | 'idle' | 'active' | 'cancelling' | 'pausing' | 'over';

export function connectNeoSerial(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  on: (event: CardReaderEvent) => void,
): CardReaderSession {
  const session = new NeoSession(address, clock, on);
  session.start(
    openBytePipe(address, {
      opened: () => session.opened(),
      bytes: (chunk) => session.bytes(chunk),
      lost: (fault) => session.lost(fault),
    }),
  );
  return session;
}

class NeoSession implements CardReaderSession {
  readonly #address: string;
  readonly #clock: Clock;
  readonly #gate: CardGate;
  readonly #frames = new NeoReader();
  #pipe: BytePipe | null = null;
  #state: State = 'opening';
  #request: ArmRequest | null = null;
  #cancelWait: Cancel | null = null;
  #cancelGap: Cancel | null = null;
  #untested: ((tried: Tried) => void) | null = null;

  constructor(address: string, clock: Clock, on: (event: CardReaderEvent) => void) {
    this.#address = address;
    this.#clock = clock;
    this.#gate = new CardGate(on);
  }

  start(pipe: BytePipe): void {
    this.#pipe = pipe;
  }

  /** It may still look for the card of a terminal that lost its power: Cancel is the one command that is right either way. */
  opened(): void {
    this.#send('clearing', encodeNeo(NEO.cancel), PING_MS, () => this.#askWho());
  }

  bytes(chunk: Uint8Array): void {
    const skippedBefore = this.#frames.skippedBytes;
    const frames = this.#frames.read(chunk);
    chunk.fill(0);
    if (this.#frames.skippedBytes > skippedBefore) this.#onNoise();
    for (const frame of frames) {
      this.#onFrame(frame);
      frame.data.fill(0);
    }
    this.#cancelGap?.();
    const isUnfinished = this.#state !== 'over' && this.#frames.pendingBytes > 0;
    this.#cancelGap = isUnfinished ? this.#clock.after(BYTE_GAP_MS, () => this.#onPause()) : null;
  }

  lost(fault: Parameters<CardGate['lost']>[0]): void {
    this.#end();
    this.#gate.lost(fault);
  }

  arm(request?: ArmRequest): void {
    this.#request = request ?? null;
    this.#gate.arm();
    if (this.#state === 'active')
      this.#cancel(); // it looks for a card that no longer counts, perhaps with another amount
    else this.#proceed();
  }

  disarm(): void {
    this.#gate.disarm();
    if (this.#state === 'active') this.#cancel();
  }

  /** While it looks for a card any other command would be a Cancel, so then it is not asked. */
  test(tried: (tried: Tried) => void): void {
    this.#clock.after(0, () => {
      if (this.#state === 'over') tried('silent');
      else if (this.#state !== 'idle' || this.#gate.armed) tried('no-question');
      else {
        this.#untested = tried;
        this.#send('testing', encodeNeo(NEO.ping), PING_MS, () => this.#tested('silent'));
      }
    });
  }

  #tested(tried: Tried): void {
    const told = this.#untested;
    this.#untested = null;
    this.#rest('idle');
    told?.(tried);
    this.#proceed();
  }

  close(): void {
    this.#gate.close();
    this.#end();
    this.#pipe?.close();
  }

  #onFrame(frame: NeoFrame): void {
    if (frame.command === NEO.bootNotice) {
      // It has restarted and forgotten what it was doing.
      if (this.#state === 'active' || this.#state === 'cancelling') this.#rest('idle');
      this.#proceed();
    } else if (this.#state === 'clearing' && frame.command === NEO.cancel.command) this.#askWho();
    else if (this.#state === 'asking-who' && frame.command === NEO.ping.command)
      this.#identified(frame.status === NEO_STATUS.ok);
    else if (this.#state === 'testing' && frame.command === NEO.ping.command) this.#tested('answered');
    else if (this.#state === 'active' && frame.command === NEO.activate.command) this.#onActivated(frame);
    else if (this.#state === 'cancelling' && frame.command === NEO.cancel.command) {
      this.#rest('idle');
      this.#proceed();
    }
    // Anything else crossed a cancel on the wire: an answer that no longer counts.
  }

  /** The text of a restart, or what is left of an answer: whether the reader still looks for a card is not known. It is asked to start over. */
  #onNoise(): void {
    if (this.#state !== 'active') return;
    this.#cancelWait?.();
    this.#cancelWait = this.#clock.after(QUIET_MS, () => this.#cancel());
  }

  /** Where it was this process that stood still, the rest lies before it: it is read before this is over. */
  #onPause(): void {
    this.#cancelGap = this.#clock.after(0, () => this.#onGap());
  }

  /** The reader has restarted in the middle of an answer, or the line has lost the rest: whether it still looks for a card is not known. */
  #onGap(): void {
    this.#frames.forget();
    if (this.#state === 'active') this.#cancel();
  }

  #onActivated(frame: NeoFrame): void {
    if (frame.status === NEO_STATUS.userInterfaceEvent) return; // a card is seen; the answer follows
    this.#rest('idle');
    if (frame.status === NEO_STATUS.ok || frame.status === NEO_STATUS.requestOnline) {
      this.#gate.receive(
        readNeoCard(frame.data) ?? { kind: 'clear', entryMode: 'tap', tracks: [UNREAD, UNREAD, UNREAD] },
      );
      this.#proceed();
    } else if (frame.status === NEO_STATUS.timeout) this.#proceed();
    else {
      this.#state = 'pausing';
      this.#cancelWait = this.#clock.after(PAUSE_MS, () => {
        this.#rest('idle');
        this.#proceed();
      });
    }
  }

  #askWho(): void {
    this.#send('asking-who', encodeNeo(NEO.ping), PING_MS, () => this.#identified(false));
  }

  #identified(answered: boolean): void {
    this.#rest('idle');
    this.#gate.identified({
      model: answered ? 'ID TECH NEO' : null,
      serial: null,
      firmware: null,
      encryption: 'unknown',
      takes: ['insert', 'tap', 'swipe'],
    });
    this.#proceed();
  }

  /** Looks for a card if one is wanted and the reader is free. */
  #proceed(): void {
    if (this.#state !== 'idle' || !this.#gate.armed) return;
    const activate = encodeNeo(NEO.activate, activateData(ACTIVATE_SECONDS, this.#request));
    this.#send('active', activate, ACTIVATE_ANSWER_MS, () => this.#cancel());
  }

  #cancel(): void {
    this.#send('cancelling', encodeNeo(NEO.cancel), CANCEL_ANSWER_MS, () => this.#fail('does not answer Cancel'));
  }

  #send(state: State, frame: Uint8Array, answerMs: number, onSilence: () => void): void {
    this.#rest(state);
    this.#cancelWait = this.#clock.after(answerMs, onSilence);
    if (this.#pipe?.write(frame) === 'refused') this.#fail('takes no commands');
  }

  #rest(state: State): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#state = state;
  }

  #fail(what: string): void {
    this.#pipe?.close();
    this.lost(deviceLost(this.#address, 'stalled', `the reader ${what}`));
  }

  #end(): void {
    const told = this.#untested;
    this.#untested = null;
    this.#rest('over');
    told?.('silent');
    this.#cancelGap?.();
    this.#frames.forget();
  }
}
