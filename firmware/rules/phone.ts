/** The phone number by which a customer is reached when paper is back. */
import { type Refusal, refuse } from './verdict.ts';

/** Eleven digits in mainland China; a land line without its area code has seven. */
const SHORTEST_PHONE = 7;
export const LONGEST_PHONE = 15;

/** Null: it will do. */
export function judgePhone(phone: string): Refusal | null {
  return phone.length >= SHORTEST_PHONE
    ? null
    : refuse(
        'phone-too-short',
        { digits: phone.length },
        { zh: '电话号码不完整', en: 'The phone number is not complete' },
        { zh: `至少 ${SHORTEST_PHONE} 位`, en: `At least ${SHORTEST_PHONE} digits` },
      );
}
