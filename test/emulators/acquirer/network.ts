/** Sign-on 签到, sign-off 签退, echo test (facts/acquirer §1.2, §1.6). */
import type { Admitted } from './admission.ts';
import { type Decision, decision } from './answers.ts';
import type { Bank } from './bank.ts';
import type { Packet } from './codec.ts';
import { issueKeys, type KeyForm } from './keys.ts';

/** Which check value a fault verb spoils. */
export type SpoiledKey = 'pik' | 'mak' | 'tdk';

/** New working keys in DE 62, the host's batch number in DE 60.2. They are in force from now on, whether or not the answer arrives. */
export function signOn(bank: Bank, { terminal, ref }: Admitted, request: Packet, spoiled: SpoiledKey | null): Decision {
  const de62 = request.fields.get(62);
  if (de62 !== undefined && !Buffer.from(de62, 'hex').toString('latin1').startsWith('Sequence No')) {
    return decision('30', 'DE 62 does not start with Sequence No');
  }
  const tmk = bank.tmkOf(terminal.tid);
  if (!tmk) return decision('97', 'no terminal master key');
  const form = ref.management as KeyForm;
  const issued = issueKeys(tmk, form, bank.random);
  bank.book({ line: 'signed-on', tid: terminal.tid, form, de62: issued });
  const shown = spoiled === null ? issued : spoil(issued, form, spoiled);
  return decision('00', `keys in ${issued.length / 2} bytes`, [
    [60, `00${terminal.batch}${form}`],
    [62, shown],
  ]);
}

/** The working keys are void from now on. */
export function signOff(bank: Bank, { terminal }: Admitted): Decision {
  bank.book({ line: 'signed-off', tid: terminal.tid });
  return decision('00');
}

function spoil(de62: string, form: KeyForm, key: SpoiledKey): string {
  const step = form === '001' ? 24 : 40;
  const end = step * (['pik', 'mak', 'tdk'].indexOf(key) + 1);
  if (end > de62.length) throw new RangeError(`form ${form} carries no ${key}`);
  const last = de62[end - 1] === '0' ? '1' : '0';
  return de62.slice(0, end - 1) + last + de62.slice(end);
}
