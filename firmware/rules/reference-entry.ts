/** How keys become a number that is no amount: a slip number, a reference, a phone number; or a code with letters. */

/** An RRN has twelve characters; slip, trace and case numbers are shorter. */
export const LONGEST_REFERENCE = 12;

/** The typed text after one more key; what makes it longer than `longest`, or is no digit, leaves it as it is. */
export function typeReference(typed: string, key: string, longest: number): string {
  if (key === 'correct') return typed.slice(0, -1);
  return /^\d{1,2}$/.test(key) && typed.length + key.length <= longest ? typed + key : typed;
}

const A = 65;
const LETTERS = 26;

/** The same for a code in which letters stand as well (`A0`): the keypad has digits, so `.` is the next letter, from A on, in the place that is being typed. */
export function typeCode(typed: string, key: string, longest: number): string {
  if (key !== '.') return typeReference(typed, key, longest);
  const last = typed.at(-1) ?? '';
  if (/[A-Z]/.test(last)) return typed.slice(0, -1) + String.fromCharCode(A + ((last.charCodeAt(0) - A + 1) % LETTERS));
  return typed.length < longest ? `${typed}A` : typed;
}
