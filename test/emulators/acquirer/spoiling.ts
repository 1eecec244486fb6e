/** How the fault verbs spoil an answer before it is sent. The MAC is made afterwards, so that only the named thing is wrong. */

import type { Framing } from './dialect.ts';
import type { FaultName, FaultQueue, Target } from './faults.ts';
import type { Answer } from './host.ts';

const PART_APPROVED = '10';

/** Says that a fault has struck. */
export type Struck = (name: FaultName) => void;

/** Changes the answer's fields: other trace, other amount, other terminal. */
export function spoilFields(faults: FaultQueue, target: Target, answer: Answer, struck: Struck): void {
  const change = (name: FaultName, de: number, key: string, otherwise: (value: string) => string): void => {
    const value = answer.fields.get(de);
    const fault = value === undefined ? null : faults.take(name, target);
    if (value === undefined || !fault) return;
    const wanted = fault.args[key];
    answer.fields.set(de, wanted === undefined ? otherwise(value) : String(wanted).padStart(value.length, '0'));
    struck(name);
  };
  change('answer-other-stan', 11, 'stan', next);
  // The amount of a part is the host's to say: nobody could tell a wrong one, so the fault waits for another answer.
  if (answer.fields.get(39) !== PART_APPROVED) change('wrong-amount', 4, 'amountMinor', next);
  change('wrong-terminal', 41, 'tid', (tid) => (tid === '99999999' ? '99999998' : '99999999'));
}

/** Turns one character of DE 64. An answer without a MAC leaves the fault waiting. */
export function spoilMac(faults: FaultQueue, target: Target, answer: Answer, struck: Struck): void {
  const mac = answer.fields.get(64);
  if (mac === undefined || !faults.take('wrong-mac', target)) return;
  answer.fields.set(64, (mac.startsWith('30') ? '31' : '30') + mac.slice(2));
  struck('wrong-mac');
}

/** Bytes that are no packet, or a packet whose end is missing while its LEN agrees with what is left. */
export function spoilBytes(
  faults: FaultQueue,
  target: Target,
  packet: Uint8Array,
  { headBytes, head }: Framing,
  struck: Struck,
): Uint8Array {
  const garbage = faults.take('garbage', target);
  if (garbage) {
    struck('garbage');
    const wanted = garbage.args['hex'];
    return wanted === undefined
      ? Buffer.concat([head(40), Buffer.alloc(40, 0xa5)])
      : Buffer.from(String(wanted), 'hex');
  }
  const truncated = faults.take('truncated', target);
  if (!truncated) return packet;
  struck('truncated');
  const missing = typeof truncated.args['bytes'] === 'number' ? truncated.args['bytes'] : 10;
  const left = packet.subarray(headBytes, Math.max(headBytes, packet.length - missing));
  return Buffer.concat([head(left.length), left]);
}

function next(digits: string): string {
  const modulus = 10 ** digits.length;
  return String((Number(digits) + 1) % modulus).padStart(digits.length, '0');
}
