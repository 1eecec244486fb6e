/** What must hold before a request is looked at as business: who sends it, whose keys, which batch, and not twice. */

import { type Decision, decision } from './answers.ts';
import type { Bank } from './bank.ts';
import type { DecodedPacket } from './codec.ts';
import { unionpayMac } from './keys.ts';
import { carriesMac, type Kind, type TypeAndBatch, typeAndBatch } from './kinds.ts';
import type { Terminal } from './ledger.ts';
import { nextBatch } from './ledger-lines.ts';

export interface Admitted {
  readonly terminal: Terminal;
  readonly ref: TypeAndBatch;
  readonly stan: string;
}

export type Admission =
  | { readonly ok: true; readonly admitted: Admitted }
  | { readonly ok: false; readonly refusal: Decision };

/**
 * 97 unknown terminal, 03 other merchant, 77 not signed on or another batch than the host's, A0 wrong MAC, 94 trace number used.
 * The request is complete by `missingOrForbidden`.
 */
export function admit(bank: Bank, request: DecodedPacket, kind: Kind): Admission {
  const tid = request.fields.get(41) ?? '';
  const terminal = bank.ledger.terminals.get(tid);
  const ref = typeAndBatch(request.fields);
  const stan = request.fields.get(11) ?? '';
  if (!terminal || bank.tmkOf(tid) === null) return refuse('97', 'terminal is not registered');
  if (terminal.mid !== request.fields.get(42)) return refuse('03', 'merchant of another terminal');
  if (!ref) return refuse('30', 'no DE 60');
  if (stan === '000000') return refuse('30', 'trace number 000000');
  endBalancedBatch(bank, terminal, ref.batch);
  if (request.translated === null && (carriesMac(request.mti) || request.macInput !== null)) {
    const keys = bank.keysOf(tid);
    if (!keys) return refuse('77', 'not signed on');
    const mac = Buffer.from(request.fields.get(64) ?? '', 'hex').toString('latin1');
    if (request.macInput === null || unionpayMac(keys.mak, request.macInput) !== mac)
      return refuse('A0', 'MAC is wrong');
  }
  const isMoney = carriesMac(request.mti) && kind !== 'reversal';
  if (isMoney && ref.batch !== terminal.batch)
    return refuse('77', `batch ${ref.batch}, the host has ${terminal.batch}`);
  // An advice may be told again: what that means is decided where it is looked at.
  const isAdvice = kind === 'completion-advice' || kind === 'offline-sale';
  if (isMoney && !isAdvice && bank.ledger.isTraceSpent(tid, ref.batch, stan))
    return refuse('94', `trace ${stan} is used in batch ${ref.batch}`);
  return { ok: true, admitted: { terminal, ref, stan } };
}

function refuse(code: string, why: string): Admission {
  return { ok: false, refusal: decision(code, why) };
}

/** After a balanced settlement a terminal that has no chip data to upload just goes on in the next batch. */
function endBalancedBatch(bank: Bank, terminal: Terminal, batch: string): void {
  const current = bank.ledger.batch(terminal.tid, terminal.batch);
  const next = nextBatch(terminal.batch);
  if (current?.status !== 'balanced' || batch !== next) return;
  bank.book({ line: 'batch-ended', tid: terminal.tid, batch: terminal.batch, count: current.uploaded.size, next });
}
