/**
 * The acquirer over its lifetime: connections come and go, one request at a time is out, and each ends in exactly one of an answer that
 * can be believed and `unanswered` (facts/acquirer §1.3, §2.1, §2.2).
 */
import type { BytePipe, Cancel, DeviceLost } from '../link/link.ts';
import type {
  Acquirer,
  AcquirerAnswer,
  AcquirerEvent,
  AcquirerRequest,
  AcquirerTerms,
  PreparedRequest,
  UnansweredCause,
} from './acquirer.ts';
import { type Expectation, expectationOf, isAnswerTo, type Judgement, judge, macHolds } from './answer.ts';
import { decodeMessage } from './codec.ts';
import type { Message } from './dialect.ts';
import { describeFault, isFault } from './faults.ts';
import { createDeframer, type Deframer, frame, openEnvelope, processingRequirement } from './framing.ts';
import { HostWishes } from './host-wishes.ts';
import type { MacMade } from './keys.ts';
import { createLateAnswers } from './late-answers.ts';
import { compose, type Sealing, sealing } from './messages.ts';
import type { AcquirerOptions } from './options.ts';
import type { AcquirerProfile } from './profile.ts';
import type { TerminalIdentity } from './sources.ts';

/** @throws RangeError on options that no acquirer can be: a configuration that was not checked. */
export function createAcquirer(options: AcquirerOptions): Acquirer {
  if (!/^60[\dA-Fa-f]{8}$/.test(options.tpdu)) throw new RangeError('a TPDU has ten hex digits and begins with 60');
  if (options.tid.length > 8 || options.mid.length > 15) throw new RangeError('TID up to 8 characters, MID up to 15');
  return new Session(options);
}

/** What `prepare` keeps for `send`; reachable through the prepared request alone, so that it goes when that goes. */
interface Ready {
  /** Null once it has left: track data and PIN block are not held any longer than that. */
  sealing: Sealing | null;
  readonly expected: Expectation;
}

/**
 * `sealing`: its MAC is being made, no byte has left. `out`: the host has it, or may have it. `checking`: the answer is here, and the security
 * module is asked about its MAC or its keys.
 */
interface Flight {
  readonly exchange: string;
  readonly expected: Expectation;
  stage: 'sealing' | 'out' | 'checking';
  cancelTimeout: Cancel;
}

/** Longer than a customer takes for a PIN on the same pad: MACs wait for that. */
const SECURITY_LIMIT_MS = 90_000;

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
  readonly #wishes = new HostWishes();
  #line: Line | null = null;
  /** The one that `connect` was called for last. */
  #latest: Line | null = null;
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

  get securityReady(): boolean {
    return this.#options.security.ready;
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
    this.#latest = line;
    const pipe = open(address, {
      opened: () => this.#opened(line),
      bytes: (chunk) => this.#received(line, chunk),
      lost: (fault) => this.#drop(line, fault),
    });
    if (this.#line === line) line.pipe = pipe;
    else pipe.close();
  }

  get terms(): AcquirerTerms {
    return this.#profile.terms;
  }

  carries(kind: AcquirerRequest['kind']): boolean {
    return kind === 'reversal' || this.#profile.transactions[kind] !== undefined;
  }

  reverses(kind: Exclude<AcquirerRequest['kind'], 'reversal'>): boolean {
    return (this.#profile.transactions[kind]?.reversal ?? null) !== null;
  }

  prepare(exchange: string, request: AcquirerRequest): PreparedRequest {
    const { security } = this.#options;
    const composed = compose(this.#profile, this.#identity(), request);
    const { message, spec, macDue } = composed;
    if (macDue && !security.signedOn) throw new Error('no working keys: sign on first');
    const prepared: PreparedRequest = { exchange, kind: request.kind, reversalImage: composed.reversalImage };
    this.#ready.set(prepared, {
      sealing: sealing(this.#profile, composed),
      expected: expectationOf(this.#profile, request.kind, message, spec, macDue),
    });
    return prepared;
  }

  send(prepared: PreparedRequest): 'accepted' | 'refused' {
    const ready = this.#ready.get(prepared);
    if (ready === undefined) throw new Error('a request that this acquirer has not prepared');
    if (ready.sealing === null)
      throw new Error(`the request of exchange ${prepared.exchange} has left before; prepare a new one`);
    const { exchange } = prepared;
    const { sealing: open, expected } = ready;
    if (!this.connected || this.#flight !== null || !this.#options.security.ready) return 'refused';
    const flight: Flight = { exchange, expected, stage: 'sealing', cancelTimeout: () => undefined };
    this.#flight = flight;
    flight.cancelTimeout = this.#withinLimit(() => this.#notSent(flight, 'the MAC was not made in time'));
    // An answer that comes at once is the return value; one that comes later is an event.
    let sent: 'accepted' | 'refused' | 'pending' = 'pending';
    let inside = true;
    this.#mac(open.underMac, (made) => {
      if (this.#flight !== flight) return;
      const outcome = made.made ? this.#transmit(flight, open.seal(made.mac)) : 'refused';
      if (outcome === 'accepted') ready.sealing = null;
      if (inside) sent = outcome;
      else if (outcome === 'refused') this.#notSent(flight, made.made ? 'the link refused the frame' : made.why);
    });
    inside = false;
    if ((sent as string) === 'refused') {
      flight.cancelTimeout();
      this.#flight = null;
      return 'refused';
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

  /** At once with an empty MAC where none is due. */
  #mac(data: Uint8Array | null, done: (made: MacMade | { readonly made: true; readonly mac: null }) => void): void {
    const algorithm = this.#profile.mac?.algorithm;
    if (data === null) done({ made: true, mac: null });
    else if (algorithm === undefined) throw new Error('a MAC without an algorithm');
    else this.#options.security.mac(data, algorithm, done);
  }

  #withinLimit(run: () => void): Cancel {
    return this.#options.clock.after(SECURITY_LIMIT_MS, run);
  }

  /** Nobody waits for an answer while the pipe takes the bytes: what it loses then is told afterwards. */
  #transmit(flight: Flight, message: Uint8Array): 'accepted' | 'refused' {
    const { clock, timeoutMs, tpdu } = this.#options;
    const line = this.#line;
    if (line === null || !line.opened || line.pipe === null) return 'refused';
    this.#flight = null;
    // The pipe takes all of the frame or none of it (link.ts), so a refusal proves that no byte has left.
    const written = line.pipe.write(frame(this.#profile.envelope, Buffer.from(tpdu, 'hex'), message));
    this.#flight = flight;
    if (written === 'refused') return 'refused';
    const { answerMti, stan, tid } = flight.expected;
    this.#late.forget(answerMti, tid, stan);
    flight.cancelTimeout();
    flight.stage = 'out';
    flight.cancelTimeout = clock.after(timeoutMs, () => this.#unanswered('timeout', `no answer in ${timeoutMs} ms`));
    if (this.#line !== line) {
      // The pipe died while it took the bytes, and has said so: nothing else will.
      clock.after(0, () => this.#flight === flight && this.#unanswered('lost', 'connection lost while sending'));
    }
    return 'accepted';
  }

  #notSent(flight: Flight, why: string): void {
    if (this.#flight !== flight) return;
    flight.cancelTimeout();
    this.#flight = null;
    this.#emit({ type: 'acquirer.notSent', exchange: flight.exchange, why });
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
    const flight = this.#flight;
    if (flight?.stage === 'sealing') this.#notSent(flight, 'the connection was lost before the MAC was made');
    // What is being checked has come: it does not need the line any more.
    else if (flight?.stage === 'out') this.#unanswered('lost', fault.detail);
    // Whoever heard that may have asked for a new connection at once: its end is told, perhaps already, and no longer that of the old one.
    if (this.#latest === line) this.#emit({ type: 'acquirer.lost', fault });
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
    if (this.#flight?.stage === 'out') this.#unanswered('unparsable', detail);
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
    if (this.#flight?.stage !== 'out') this.#stray(`an unreadable packet: ${detail}`);
    else this.#unanswered('unparsable', detail);
  }

  #route(message: Message, raw: Uint8Array, processing: string | null): void {
    const flight = this.#flight;
    if (flight?.stage === 'out' && isAnswerTo(flight.expected, message)) {
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
    const judgement = judge(this.#profile, flight.expected, message, raw, processing);
    if (judgement.believed === false) {
      this.#unanswered(judgement.cause, judgement.detail);
      return;
    }
    flight.cancelTimeout();
    flight.stage = 'checking';
    flight.cancelTimeout = this.#withinLimit(() => this.#unanswered('mac-unchecked', 'no word of the MAC in time'));
    if (judgement.believed === 'with-mac') this.#check(flight, judgement);
    else this.#admit(flight, judgement.answer, message);
  }

  #check(flight: Flight, { data, claimed, answer }: Extract<Judgement, { believed: 'with-mac' }>): void {
    if (!this.#options.security.signedOn) {
      this.#unanswered('mac-wrong', 'no working keys for the MAC of the answer');
      return;
    }
    this.#mac(data, (made) => {
      if (this.#flight !== flight) return;
      if (!made.made || made.mac === null) this.#unanswered('mac-unchecked', made.made ? 'no MAC' : made.why);
      else if (!macHolds(made.mac, claimed)) this.#unanswered('mac-wrong', 'DE 64 is missing or wrong');
      else this.#believed(flight, answer);
    });
  }

  /** Takes what a sign-on brings, gives up what a sign-off ends. */
  #admit(flight: Flight, answer: AcquirerAnswer, message: Message): void {
    const { security } = this.#options;
    const { kind, spec } = flight.expected;
    const approved = this.#profile.approvedCodes.includes(answer.responseCode);
    if (kind === 'signOff' && approved) {
      security.dropWorkingKeys();
      this.#admitted = false;
    }
    if (kind === 'signOn') this.#admitted = approved;
    if (kind !== 'signOn' || !approved || spec?.keysIn === undefined) {
      this.#believed(flight, answer);
      return;
    }
    const block = Buffer.from(message.fields.get(spec.keysIn) ?? '', 'hex');
    security.loadWorkingKeys(block, this.#profile.keyLayouts, (loaded) => {
      if (this.#flight !== flight) return;
      if (loaded.loaded) this.#believed(flight, answer);
      else this.#unanswered('mac-wrong', `working keys refused: ${loaded.why}`);
    });
  }

  #believed(flight: Flight, answer: AcquirerAnswer): void {
    flight.cancelTimeout();
    this.#flight = null;
    const wish = this.#wishes.heard(answer.processing);
    if (wish !== null) this.#emit({ type: 'acquirer.hostWants', ...wish });
    this.#emit({ type: 'acquirer.answered', exchange: flight.exchange, answer });
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
