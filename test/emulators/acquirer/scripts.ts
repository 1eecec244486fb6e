/**
 * Issuer scripts (facts/acquirer §1.2, tags 71, 72 and DF31): sent with an approval where the fault verb `issue-scripts` wants it, and the result that the
 * terminal owes for them, 0620.
 */
import type { Admitted } from './admission.ts';
import { type Decision, decision } from './answers.ts';
import type { Bank } from './bank.ts';
import type { Fields, Packet } from './codec.ts';
import type { FaultQueue, Target } from './faults.ts';

/** 91: issuer authentication data; 72 with an identifier (9F18) and one command (86): made up, of the lengths that the tags have. */
const AUTHENTICATION = '910A11223344556677883030';
const COMMAND = '860D841E0000080102030405060708';
const RESULT_BYTES = 5;

/** An approval before it is sent. */
interface Approval {
  readonly request: Packet;
  readonly fields: Map<number, string>;
  readonly made: Decision;
}

/** Puts scripts into the answer to an approved chip request, and into the books: the terminal owes their result from now on. */
export function issueScripts(
  bank: Bank,
  faults: FaultQueue,
  target: Target,
  answer: Approval,
  struck: () => void,
): void {
  const { transaction } = answer.made;
  if (transaction?.approved !== true || !answer.request.fields.has(55)) return;
  const fault = faults.take('issue-scripts', target);
  if (!fault) return;
  const count = typeof fault.args['scripts'] === 'number' ? fault.args['scripts'] : 1;
  const identifiers = Array.from({ length: count }, (_, i) => `0000000${i + 1}`);
  const scripts = identifiers.map((id) => {
    const body = `9F1804${id}${COMMAND}`;
    return `72${(body.length / 2).toString(16).padStart(2, '0').toUpperCase()}${body}`;
  });
  bank.book({ line: 'scripts-issued', of: transaction.id, identifiers });
  answer.fields.set(55, AUTHENTICATION + scripts.join(''));
  struck();
}

/** 25: no scripts under DE 61 and 37; 30: DF31 does not speak of exactly those. The same result told again is taken again. */
export function takeScriptResult(bank: Bank, { terminal, ref, stan }: Admitted, fields: Fields): Decision {
  const de61 = fields.get(61) ?? '';
  if (!/^\d{16}$/.test(de61)) return decision('30', 'DE 61 is not batch, trace and date');
  const known = bank.ledger.byTrace(terminal.tid, de61.slice(0, 6), de61.slice(6, 12));
  if (!known || known.rrn !== fields.get(37) || known.scripts.length === 0) {
    return decision('25', 'no scripts went with the transaction of DE 61 and DE 37');
  }
  const resultHex = resultOf(fields.get(55) ?? '');
  const told = (resultHex?.match(/.{10}/g) ?? []).map((one) => one.slice(2));
  if (resultHex === null || told.join() !== known.scripts.join()) {
    return decision('30', `DF31 is not ${RESULT_BYTES} bytes for each of ${known.scripts.join(' ')}`);
  }
  bank.book({ line: 'script-result', of: known.id, tid: terminal.tid, batch: ref.batch, stan, resultHex });
  return { ...decision('00', known.scriptResult === null ? known.id : 'told again'), transaction: null };
}

/** The value of DF31, the last of the tags. */
function resultOf(chipHex: string): string | null {
  const parts = /DF31([0-7][\dA-F])((?:[\dA-F]{10})+)$/.exec(chipHex.toUpperCase());
  return parts !== null && Number.parseInt(parts[1] ?? '', 16) * 2 === parts[2]?.length ? (parts[2] ?? null) : null;
}
