/** How keys become a number that is no amount: a slip number, a reference, a phone number. */

/** The typed text after one more key; what makes it longer than `longest`, or is no digit, leaves it as it is. */
export function typeReference(typed: string, key: string, longest: number): string {
  if (key === 'correct') return typed.slice(0, -1);
  return /^\d{1,2}$/.test(key) && typed.length + key.length <= longest ? typed + key : typed;
}
