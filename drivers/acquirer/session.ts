/**
 * The acquirer over its lifetime: connections come and go, one request at a time is out, and each ends in exactly one of an answer that
 * can be believed and `unanswered` (facts/acquirer §1.3, §2.1, §2.2).
 */
import type { BytePipe, Cancel, Clock, DeviceLost, OpenBytePipe } from '../link/link.ts';
import type { Acquirer, AcquirerEvent, AcquirerRequest, PreparedRequest, UnansweredCause } from './acquirer.ts';
import { type Expectation, expectationOf, isAnswerTo, judge } from './answer.ts';
import { decodeMessage } from './codec.ts';
import type { Message } from './dialect.ts';
import { describeFault, isFault } from './faults.ts';
import { createDeframer, type Deframer, frame, openEnvelope, processingRequirement } from './framing.ts';
import type { SecurityModule } from './keys.ts';
import { createLateAnswers } from './late-answers.ts';
import { compose, seal } from './messages.ts';
import type { AcquirerProfile } from './profile.ts';
import type { TerminalIdentity } from './sources.ts';

export interface AcquirerOptions {
  readonly open: OpenBytePipe;
  /** `tcp:host:port` or `tls:host:port?ca=…`. */
  readonly address: string;
  readonly clock: Clock;
  readonly profile: AcquirerProfile;
  readonly tid: string;
  readonly mid: string;
  /** Serial number told at sign-on; the TID where the terminal has none. */
  readonly serial?: string;
  /** Five bytes as hex, beginning with 60; not used where the profile has no TPDU. */
  readonly tpdu: string;
  readonly security: SecurityModule;
  /** From the hand-over of a request to giving its answer up; also bounds the opening of a connection. */
  readonly timeoutMs: number;
  /** MMDDhhmmss in UTC, for profiles that carry DE 7. */
  readonly transmissionTime?: () => string;
  readonly on: (event: AcquirerEvent) => void;
}

/** @throws RangeError on options that no acquirer can be: a configuration that was not checked. */
export function createAcquirer(options: AcquirerOptions): Acquirer {
  if (!/^60[\dA-Fa-f]{8}$/.test(options.tpdu)) throw new RangeError('a TPDU has ten hex digits and begins with 60');
  if (options.tid.length > 8 || options.mid.length > 15) throw new RangeError('TID up to 8 characters, MID up to 15');
  return new Session(options);
}

/** What `prepare` keeps for `send`; reachable through the prepared request alone, so that it goes when that goes. */
interface Ready {
  /** Null once it has left: track data and PIN block are not held any longer than that. */
  frame: Uint8Array | null;
  readonly expected: Expectation;
}

interface Flight {
  readonly exchange: string;
  readonly expected: Expectation;
  readonly cancelTimeout: Cancel;
}

/** One connection. Its events count only while it is the current one. */
interface Line {
  pipe: BytePipe | null;
  opened: boolean;
  readonly deframer: Deframer;
  readonly cancelOpening: Cancel;
}

class Session implements Acquirer {
  readonly #options: AcquirerOptions;
  readonly #profile: AcquirerProfile;
  readonly #ready = new WeakMap<PreparedRequest, Ready>();
  readonly #late = createLateAnswers();
  #line: Line | null = null;
  #flight: Flight | null = null;
  /** For profiles without keys: the last sign-on was answered. */
  #admitted = false;
  #closed = false;

  constructor(options: AcquirerOptions) {
    this.#options = options;
    this.#profile = options.profile;
  }

  get connected(): boolean {
    return this.#line?.opened === true && this.#line.pipe !== null;
  }

  get signedOn(): boolean {
    return this.#profile.mac === null ? this.#admitted : this.#options.security.signedOn;
  }

  get wrappedPinKeyHex(): string | null {
    return this.#options.security.wrappedPinKeyHex;
  }

  connect(): void {
    if (this.#closed) return;
    const { clock, timeoutMs, address, open } = this.#options;
    if (this.#line !== null) {
      // Already there: say so, but never from inside the caller's own call. While it is opening, its own event will come.
      const line = this.#line;
      if (line.opened) clock.after(0, () => this.#line === line && this.#emit({ type: 'acquirer.connected' }));
      return;
    }
    const line: Line = {
      pipe: null,
      opened: false,
      deframer: createDeframer(this.#profile.envelope),
      cancelOpening: clock.after(timeoutMs, () =>
        this.#drop(line, {
          kind: 'device-lost',
          address,
          cause: 'absent',
          detail: 'no connection in the allowed time',
        }),
      ),
    };
    this.#line = line;
    const pipe = open(address, {
      opened: () => this.#opened(line),
      bytes: (chunk) => this.#received(line, chunk),
      lost: (fault) => this.#drop(line, fault),
    });
    if (this.#line === line) line.pipe = pipe;
    else pipe.close();
  }

  carries(kind: AcquirerRequest['kind']): boolean {
    return kind === 'reversal' || this.#profile.transactions[kind] !== undefined;
  }

  prepare(exchange: string, request: AcquirerRequest): PreparedRequest {
    const { security, tpdu } = this.#options;
    const composed = compose(this.#profile, this.#identity(), request);
    const { message, spec, macDue } = composed;
    const algorithm = this.#profile.mac?.algorithm;
    const bytes = seal(this.#profile, composed, (data) => {
      if (algorithm === undefined) throw new Error('a MAC without an algorithm');
      return security.mac(data, algorithm);
    });
    const prepared: PreparedRequest = { exchange, kind: request.kind, reversalImage: composed.reversalImage };
    this.#ready.set(prepared, {
      frame: frame(this.#profile.envelope, Buffer.from(tpdu, 'hex'), bytes),
      expected: expectationOf(this.#profile, request.kind, message, spec, macDue),
    });
    return prepared;
  }

  send(prepared: PreparedRequest): 'accepted' | 'refused' {
    const ready = this.#ready.get(prepared);
    if (ready === undefined) throw new Error('a request that this acquirer has not prepared');
    if (ready.frame === null)
      throw new Error(`the request of exchange ${prepared.exchange} has left before; prepare a new one`);
    const line = this.#line;
    if (line === null || !line.opened || line.pipe === null || this.#flight !== null) return 'refused';
    // The pipe takes all of the frame or none of it (link.ts), so a refusal proves that no byte has left.
    if (line.pipe.write(ready.frame) === 'refused') return 'refused';
    ready.frame = null;
    const { stan, tid } = ready.expected;
    this.#late.forget(ready.expected.answerMti, tid, stan);
    const { clock, timeoutMs } = this.#options;
    const flight: Flight = {
      exchange: prepared.exchange,
      expected: ready.expected,
      cancelTimeout: clock.after(timeoutMs, () => this.#unanswered('timeout', `no answer in ${timeoutMs} ms`)),
    };
    this.#flight = flight;
    if (this.#line !== line) {
      // The pipe died while it took the bytes, and has said so: nothing else will.
      clock.after(0, () => this.#flight === flight && this.#unanswered('lost', 'connection lost while sending'));
    }
    return 'accepted';
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#flight?.cancelTimeout();
    this.#flight = null;
    this.#line?.cancelOpening();
    this.#line?.pipe?.close();
    this.#line = null;
    this.#options.security.close();
  }

  #identity(): TerminalIdentity {
    const { tid, mid, serial, transmissionTime } = this.#options;
    return { tid, mid, serial: serial ?? tid, transmissionTime: transmissionTime?.() ?? null };
  }

  #emit(event: AcquirerEvent): void {
    if (!this.#closed) this.#options.on(event);
  }

  #opened(line: Line): void {
    if (this.#line !== line || line.opened) return;
    line.cancelOpening();
    line.opened = true;
    this.#emit({ type: 'acquirer.connected' });
  }

  #drop(line: Line, fault: DeviceLost): void {
    if (this.#line !== line) return;
    this.#line = null;
    line.cancelOpening();
    line.pipe?.close();
    this.#unanswered('lost', fault.detail);
    this.#emit({ type: 'acquirer.lost', fault });
  }

  #received(line: Line, chunk: Uint8Array): void {
    if (this.#line !== line) return;
    for (const part of line.deframer.push(chunk)) {
      if (this.#line !== line) return;
      if (part.kind === 'frame') this.#frameArrived(part.body);
      else this.#framingLost(line);
    }
  }

  /** Behind a length that cannot be believed there is no next frame: the connection is given up. */
  #framingLost(line: Line): void {
    const detail = 'length header of the stream cannot be believed; connection given up';
    this.#unanswered('unparsable', detail);
    this.#drop(line, { kind: 'device-lost', address: this.#options.address, cause: 'stalled', detail });
  }

  #frameArrived(body: Uint8Array): void {
    const opened = openEnvelope(this.#profile.envelope, body);
    if (opened.kind === 'foreign') {
      // Not 60: somebody else's packet, dropped; our answer may still come (facts §1.1).
      this.#stray('a packet whose TPDU does not begin with 60');
    } else if (opened.kind === 'short') {
      this.#unreadable('a packet shorter than its envelope');
    } else {
      const decoded = decodeMessage(this.#profile.dialect, opened.message);
      if (isFault(decoded)) this.#unreadable(describeFault(decoded));
      else this.#route(decoded.message, opened.message, processingRequirement(opened.header));
    }
  }

  #unreadable(detail: string): void {
    if (this.#flight === null) this.#stray(`an unreadable packet: ${detail}`);
    else this.#unanswered('unparsable', detail);
  }

  #route(message: Message, raw: Uint8Array, processing: string | null): void {
    const flight = this.#flight;
    if (flight !== null && isAnswerTo(flight.expected, message)) {
      this.#answered(flight, message, raw, processing);
      return;
    }
    const exchange = this.#late.take(message);
    if (exchange !== null) {
      this.#emit({ type: 'acquirer.answeredLate', exchange, responseCode: message.fields.get(39) ?? '' });
    } else {
      this.#stray(`MTI ${message.mti}, STAN ${message.fields.get(11) ?? 'none'}`);
    }
  }

  #stray(what: string): void {
    this.#emit({ type: 'acquirer.strayAnswer', what });
  }

  #answered(flight: Flight, message: Message, raw: Uint8Array, processing: string | null): void {
    const { security } = this.#options;
    const mac = this.#profile.mac;
    const macOf = mac === null || !security.signedOn ? null : (data: Uint8Array) => security.mac(data, mac.algorithm);
    const judgement = judge(this.#profile, flight.expected, message, raw, processing, macOf);
    if (!judgement.believed) {
      this.#unanswered(judgement.cause, judgement.detail);
      return;
    }
    const refused = this.#admit(flight.expected, judgement.answer.responseCode, message);
    if (refused !== null) {
      this.#unanswered('mac-wrong', `working keys refused: ${refused}`);
      return;
    }
    flight.cancelTimeout();
    this.#flight = null;
    this.#emit({ type: 'acquirer.answered', exchange: flight.exchange, answer: judgement.answer });
  }

  /** Takes what a sign-on brings, gives up what a sign-off ends. @returns why the keys were refused, or null. */
  #admit(expected: Expectation, code: string, message: Message): string | null {
    const { security } = this.#options;
    const approved = this.#profile.approvedCodes.includes(code);
    if (expected.kind === 'signOff' && approved) {
      security.dropWorkingKeys();
      this.#admitted = false;
    }
    if (expected.kind !== 'signOn') return null;
    this.#admitted = approved;
    const keysIn = expected.spec?.keysIn;
    if (!approved || keysIn === undefined) return null;
    const block = Buffer.from(message.fields.get(keysIn) ?? '', 'hex');
    const loaded = security.loadWorkingKeys(block, this.#profile.keyLayouts);
    return loaded.loaded ? null : loaded.why;
  }

  /** Ends the request that is out, if one is. Its answer may still come and is then evidence, never a decision (rule 8). */
  #unanswered(cause: UnansweredCause, detail: string): void {
    const flight = this.#flight;
    if (flight === null) return;
    flight.cancelTimeout();
    this.#flight = null;
    const { answerMti, tid, stan } = flight.expected;
    this.#late.remember(flight.exchange, answerMti, tid, stan);
    // After a sign-on of unknown outcome nobody knows which keys the host holds: ours are no longer worth a MAC.
    if (flight.expected.kind === 'signOn') {
      this.#options.security.dropWorkingKeys();
      this.#admitted = false;
    }
    this.#emit({ type: 'acquirer.unanswered', exchange: flight.exchange, cause, detail });
  }
}
