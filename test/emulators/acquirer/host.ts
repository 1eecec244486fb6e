/** The acquirer host: one request in, one decision out, whatever carries the bytes. */
import { admit } from './admission.ts';
import { APPROVING_CODES, AS_TOLD, answerFields, answerMti, type Decision, decision } from './answers.ts';
import { Bank, type BankOptions, type HostTime } from './bank.ts';
import { type DecodedPacket, encodeMessage, type Packet } from './codec.ts';
import type { FaultQueue, Target } from './faults.ts';
import { unionpayMac } from './keys.ts';
import { carriesMac, classify, type Kind, type MoneyKind, missingOrForbidden } from './kinds.ts';
import { enquire, type ForcedCode, toldAgain, transact } from './money.ts';
import { type SpoiledKey, signOff, signOn } from './network.ts';
import { reverse } from './reversal.ts';
import { takeScriptResult } from './scripts.ts';
import { endUpload, type Flag, settle, upload } from './settlement.ts';

/** The answer before faults spoil it. `fields` is complete but for DE 64, which `seal` adds. */
export interface Answer {
  readonly request: DecodedPacket;
  readonly mti: string;
  readonly fields: Map<number, string>;
  readonly made: Decision;
  /** What was wrong with the request, if it was answered with 30. */
  readonly refusedFormat: FormatRefusal | null;
}

export interface FormatRefusal {
  /** Null where `why` names it. */
  readonly field: string | null;
  readonly why: string;
}

export type Handled =
  | { readonly answered: true; readonly answer: Answer }
  /** No answer could be believed: it would lack the trace number or the terminal. */
  | { readonly answered: false; readonly refusedFormat: FormatRefusal };

export class AcquirerHost {
  readonly bank: Bank;
  /** Design §13: a MAC goes with 00; a host may put it on every approval. */
  sealsEveryApproval = false;
  readonly #faults: FaultQueue;

  constructor(options: BankOptions, faults: FaultQueue) {
    this.bank = new Bank(options);
    this.#faults = faults;
  }

  now(): HostTime {
    return this.bank.now();
  }

  /** Which transaction the request is, for fault filters; null if it is none. */
  target(request: Packet): Target {
    const classified = classify(request);
    return { mti: request.mti, kind: classified.ok ? classified.kind : null };
  }

  /** Decides, books, answers. The books are durable when this returns. */
  handle(request: DecodedPacket): Handled {
    const classified = classify(request);
    const defect = request.translated?.defect ?? null;
    if (defect !== null) return this.#refuse(request, classified.ok ? classified.kind : 'unsupported', defect);
    if (!classified.ok) return this.#refuse(request, 'unsupported', classified.error);
    const { kind, of } = classified;
    const missing = missingOrForbidden(request, kind);
    if (missing) return this.#refuse(request, kind, missing);
    const made = this.#decide(request, kind, of);
    const isWrong = made.responseCode === '30' && made.why !== AS_TOLD;
    return this.#answer(request, kind, made, isWrong ? { field: null, why: made.why } : null);
  }

  #refuse(request: DecodedPacket, kind: Kind, refusedFormat: FormatRefusal): Handled {
    if (!request.fields.has(11) || !request.fields.has(41)) return { answered: false, refusedFormat };
    return this.#answer(request, kind, decision('30', refusedFormat.why), refusedFormat);
  }

  #answer(request: DecodedPacket, kind: Kind, made: Decision, refusedFormat: FormatRefusal | null): Handled {
    const fields = answerFields(this.bank, request, kind, made);
    if (request.mti === '0500') {
      // The 0510 has no DE 39: what goes wrong shows in its flags.
      fields.delete(39);
      if (!fields.has(48)) fields.set(48, `${'0'.repeat(30)}3${'0'.repeat(30)}3`);
    }
    return { answered: true, answer: { request, mti: answerMti(request.mti), fields, made, refusedFormat } };
  }

  /** Adds DE 64 where the answer carries one: to a request with a MAC, when DE 39 is 00. */
  seal(answer: Answer): void {
    const keys = this.bank.keysOf(answer.request.fields.get(41) ?? '');
    const code = answer.made.responseCode;
    const isGood =
      code === '00' ||
      (this.sealsEveryApproval && code !== null && APPROVING_CODES.includes(code)) ||
      (answer.request.mti === '0500' && answer.made.responseCode === null);
    if (!keys || answer.request.macInput === null || !isGood) return;
    answer.fields.set(64, '0'.repeat(16));
    const message = encodeMessage(answer.mti, answer.fields);
    const mac = unionpayMac(keys.mak, message.subarray(0, message.length - 8));
    answer.fields.set(64, Buffer.from(mac, 'latin1').toString('hex').toUpperCase());
  }

  #decide(request: DecodedPacket, kind: Kind, of: MoneyKind | null): Decision {
    const target = { mti: request.mti, kind };
    const admission = admit(this.bank, request, kind);
    if (!admission.ok) return admission.refusal;
    const { admitted } = admission;
    const forced = kind === 'settlement' ? null : this.#forcedCode(target);
    const isBooked = carriesMac(request.mti) && kind !== 'reversal';
    if (forced && !isBooked && !APPROVING_CODES.includes(forced.code)) return decision(forced.code, AS_TOLD);
    switch (kind) {
      case 'settlement':
        return settle(this.bank, admitted, request, this.#forcedFlag(target));
      case 'sign-on':
        return signOn(this.bank, admitted, request, this.#spoiledKey(target));
      case 'sign-off':
        return signOff(this.bank, admitted);
      case 'echo':
        return decision('00');
      case 'enquiry':
        return forced === null ? enquire(this.bank, admitted, request.fields) : decision(forced.code, AS_TOLD);
      case 'script-result':
        return forced === null ? takeScriptResult(this.bank, admitted, request.fields) : decision(forced.code, AS_TOLD);
      case 'completion-advice':
      case 'offline-sale': {
        const advice = { kind, fields: request.fields, via: 'online', forced } as const;
        return toldAgain(this.bank, admitted, advice) ?? transact(this.bank, admitted, advice);
      }
      case 'reversal':
        return of === null ? decision('30', 'copy of nothing') : reverse(this.bank, admitted, request, of);
      case 'upload':
        return upload(this.bank, admitted, request);
      case 'upload-end':
        return endUpload(this.bank, admitted, request);
      case 'unsupported':
        return decision('40', 'not a service of this host');
      default:
        return transact(this.bank, admitted, { kind, fields: request.fields, via: 'online', forced });
    }
  }

  #forcedCode(target: Target): ForcedCode | null {
    const fault =
      (target.kind === 'reversal' ? this.#faults.take('refuse-reversal', target) : null) ??
      this.#faults.take('decline', target);
    if (!fault) return null;
    const amountMinor = typeof fault.args['amountMinor'] === 'number' ? fault.args['amountMinor'] : null;
    return { code: String(fault.args['code']), amountMinor };
  }

  #forcedFlag(target: Target): Flag | null {
    const fault = this.#faults.take('settlement-flag', target);
    return fault ? (String(fault.args['flag']) as Flag) : null;
  }

  #spoiledKey(target: Target): SpoiledKey | null {
    const fault = this.#faults.take('bad-kcv', target);
    return fault ? (String(fault.args['key'] ?? 'mak') as SpoiledKey) : null;
  }
}
