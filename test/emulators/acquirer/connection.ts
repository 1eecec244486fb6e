/** One terminal's connection: bytes in, requests handled, answers out, with the faults of the line. */
import type { Clock } from './bank.ts';
import type { DecodedPacket, Malformed } from './codec.ts';
import type { WireDialect } from './dialect.ts';
import type { Fault, FaultName, FaultQueue, Target } from './faults.ts';
import type { AcquirerHost, Answer } from './host.ts';
import { isRequest } from './kinds.ts';
import { maskPan } from './ledger-lines.ts';
import { type ConnectionSink, OutputQueue } from './output-queue.ts';
import { PacketStream } from './packet-stream.ts';
import { issueScripts } from './scripts.ts';
import { spoilBytes, spoilFields, spoilMac } from './spoiling.ts';
import type { WireLog } from './wire-log.ts';

/** What all connections share. */
export interface Serving {
  readonly dialect: WireDialect;
  readonly host: AcquirerHost;
  readonly faults: FaultQueue;
  readonly clock: Clock;
  readonly log: WireLog;
  readonly settings: { tpdu: 'swapped' | 'echoed' };
  emit(event: string, fields: object): void;
  /** The connection opened last that is still open. */
  newest(): Connection | null;
}

export class Connection {
  readonly number: number;
  readonly #serving: Serving;
  readonly #sink: ConnectionSink;
  readonly #output: OutputQueue;
  readonly #stream: PacketStream;
  #open = true;
  #isJudged = false;
  #held: Uint8Array = new Uint8Array(0);
  #previous: Uint8Array = new Uint8Array(0);

  constructor(number: number, serving: Serving, sink: ConnectionSink) {
    this.number = number;
    this.#serving = serving;
    this.#sink = sink;
    this.#output = new OutputQueue(serving.clock, sink);
    this.#stream = new PacketStream(serving.dialect.framing, {
      packet: (bytes) => this.#packet(bytes),
      lost: (error) => {
        this.#malformed(error);
        this.cut('end');
      },
      reading: (soFar) => this.#cutWhileReading(soFar),
    });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  received(bytes: Uint8Array): void {
    if (this.#open) this.#stream.push(bytes);
  }

  /** The terminal has closed, or the line is lost. Answers still to come go nowhere. */
  ended(): void {
    this.#open = false;
    this.#stream.stop();
    this.#output.stop();
  }

  cut(how: 'end' | 'reset'): void {
    if (!this.#open) return;
    this.ended();
    this.#sink.close(how);
  }

  #cutWhileReading(soFar: Uint8Array): boolean {
    const { faults, dialect } = this.#serving;
    const fault = faults.peek('cut-on-request');
    if (!fault || fault.kind !== null || this.#isJudged) return false;
    const wanted = typeof fault.args['bytes'] === 'number' ? fault.args['bytes'] : dialect.bytesUpToMti;
    if (soFar.length < Math.max(wanted, fault.mti === null ? 0 : dialect.bytesUpToMti)) return false;
    const mti = soFar.length < dialect.bytesUpToMti ? '' : dialect.mtiOf(soFar);
    this.#isJudged = true;
    if (!faults.take('cut-on-request', { mti, kind: null })) return false;
    this.#struck('cut-on-request', { mti, kind: null }, null);
    this.cut(cutHow(fault, 'reset'));
    return true;
  }

  #packet(bytes: Uint8Array): void {
    const wasJudged = this.#isJudged;
    this.#isJudged = false;
    const { host, log, clock, dialect } = this.#serving;
    const decoded = dialect.decode(bytes, host.bank);
    if (!decoded.ok) {
      this.#malformed(decoded.error);
      return;
    }
    const request = decoded.packet;
    if (!isRequest(request.mti)) {
      this.#malformed({
        field: 'MTI',
        offset: dialect.mtiAt,
        why: `${request.mti} is no request of this dialect`,
      });
      return;
    }
    const target = host.target(request);
    log.add(host.now().iso, this.number, 'request', request, target.kind);
    this.#serving.emit('request', { connection: this.number, ...summary(request, target) });
    const cut = wasJudged ? null : this.#takes('cut-on-request', target, request);
    if (cut) this.cut(cutHow(cut, 'reset'));
    else if (!this.#takes('silent-unbooked', target, request)) {
      const late = this.#takes('request-late', target, request);
      if (late) clock.after(delayMs(late), () => this.#serve(request, target));
      else this.#serve(request, target);
    }
  }

  #serve(request: DecodedPacket, target: Target): void {
    const handled = this.#serving.host.handle(request);
    const refusal = handled.answered ? handled.answer.refusedFormat : handled.refusedFormat;
    if (refusal) {
      this.#serving.emit('error', { connection: this.number, mti: request.mti, offset: null, ...refusal });
    }
    if (!handled.answered || this.#takes('silent', target, request)) return;
    const cut = this.#takes('cut-before-answer', target, request);
    if (cut) {
      this.cut(cutHow(cut, 'reset'));
      return;
    }
    const bytes = this.#answerBytes(handled.answer, target);
    const late = this.#takes('answer-late', target, request);
    if (!late) {
      this.#deliver(bytes, target, request);
      return;
    }
    this.#serving.clock.after(delayMs(late), () => {
      const on = late.args['on'] === 'newest' ? this.#serving.newest() : this;
      (on ?? this).#deliver(bytes, target, request);
    });
  }

  #answerBytes(answer: Answer, target: Target): Uint8Array {
    const { host, faults, log, settings, dialect } = this.#serving;
    const { request } = answer;
    const struck = (name: FaultName): void => this.#struck(name, target, request);
    issueScripts(host.bank, faults, target, answer, () => struck('issue-scripts'));
    spoilFields(faults, target, answer, struck);
    host.seal(answer);
    spoilMac(faults, target, answer, struck);
    let header = request.header;
    const processing = faults.take('new-keys-required', target);
    if (processing) {
      header = `${header.slice(0, 5)}${String(processing.args['code'] ?? '3')}${header.slice(6)}`;
      struck('new-keys-required');
    }
    const { tpdu } = request;
    const returned = settings.tpdu === 'echoed' ? tpdu : tpdu.slice(0, 2) + tpdu.slice(6) + tpdu.slice(2, 6);
    const packet = { tpdu: returned, header, mti: answer.mti, fields: answer.fields };
    log.add(host.now().iso, this.number, 'answer', packet, target.kind);
    const told = { ...summary(packet, target), responseCode: answer.made.responseCode, why: answer.made.why };
    this.#serving.emit('answer', { connection: this.number, ...told });
    return spoilBytes(faults, target, dialect.encode(packet, request), dialect.framing, struck);
  }

  #deliver(answer: Uint8Array, target: Target, request: DecodedPacket): void {
    if (!this.#open) {
      this.#serving.emit('answer-lost', { connection: this.number, ...summary(request, target) });
      return;
    }
    const coalesce = this.#takes('coalesce', target, request);
    const companion = coalesce ? (coalesce.args['with'] ?? 'copy') : null;
    if (companion === 'next') {
      this.#held = answer;
      return;
    }
    const before = companion === 'copy' ? answer : companion === 'previous' ? this.#previous : this.#held;
    const bytes = Buffer.concat([before, answer]);
    this.#held = new Uint8Array(0);
    this.#previous = answer;
    const cut = this.#takes('cut-in-answer', target, request);
    const wanted = typeof cut?.args['bytes'] === 'number' ? cut.args['bytes'] : bytes.length >> 1;
    const sent = cut ? bytes.subarray(0, wanted) : bytes;
    const slow = this.#takes('slow', target, request);
    if (slow) this.#output.pace(sent, Number(slow.args['bytesPerSecond']));
    else if (this.#takes('split-bytes', target, request)) this.#output.split(sent);
    else this.#output.send(sent);
    if (cut) this.#output.afterwards(() => this.cut(cutHow(cut, 'end')));
  }

  /** Takes a fault and tells that it strikes. */
  #takes(name: FaultName, target: Target, request: DecodedPacket): Fault | null {
    const fault = this.#serving.faults.take(name, target);
    if (fault) this.#struck(name, target, request);
    return fault;
  }

  #malformed(error: Malformed): void {
    this.#serving.emit('error', { connection: this.number, ...error });
  }

  #struck(name: FaultName, target: Target, request: DecodedPacket | null): void {
    const what = request ? summary(request, target) : target;
    this.#serving.emit('fault', { name, connection: this.number, ...what });
  }
}

/** `end`: an orderly close; `reset`: the line breaks. */
function cutHow(fault: Fault, otherwise: 'end' | 'reset'): 'end' | 'reset' {
  const how = fault.args['how'];
  return how === 'end' || how === 'reset' ? how : otherwise;
}

function delayMs(fault: Fault): number {
  return Number(fault.args['ms']);
}

function summary(
  packet: { readonly mti: string; readonly fields: ReadonlyMap<number, string> },
  target: Target,
): object {
  const { fields } = packet;
  const amount = fields.get(4);
  const pan = fields.get(2);
  const authCode = fields.get(38);
  return {
    mti: packet.mti,
    kind: target.kind,
    tid: fields.get(41) ?? null,
    stan: fields.get(11) ?? null,
    ...(amount === undefined ? {} : { amountMinor: Number(amount) }),
    ...(pan === undefined ? {} : { maskedPan: maskPan(pan) }),
    ...(authCode === undefined ? {} : { authCode }),
  };
}
