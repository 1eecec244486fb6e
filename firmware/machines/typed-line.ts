/** The line that is typed under a question: what stands on it after a key, and what it amounts to. The same in every conversation. */
import type { MinorUnits } from '../../storage/facts.ts';
import { readAmount, typeAmount } from '../rules/amount-entry.ts';
import { currencyExponent } from '../rules/money-words.ts';
import { typeReference } from '../rules/reference-entry.ts';

/** Of all that a conversation hears: what is looked at here. */
interface Heard {
  readonly type: string;
  readonly key?: string;
}

const afterKey = ({ type, key }: Heard, typed: string, next: (key: string) => string): string =>
  type === 'keypad.pressed' && key !== undefined ? next(key) : typed;

/** A line of digits after what was heard; whatever is no key leaves it as it is. @param longest in characters */
export const digitsTyped = (typed: string, heard: Heard, longest: number): string =>
  afterKey(heard, typed, (key) => typeReference(typed, key, longest));

/** The same for an amount of money. */
export const amountTyped = (typed: string, heard: Heard, currency: string): string =>
  afterKey(heard, typed, (key) => typeAmount(typed, key, currencyExponent(currency)));

/** What such a line amounts to; an empty one is zero. */
export const amountOf = (typed: string, currency: string): MinorUnits => readAmount(typed, currencyExponent(currency));

/** The keys under an amount, of a conversation that judges it in `judgingAmount`; its action is `typeAmount`. */
export const typingAmount = [
  { guard: 'isDigit', actions: 'typeAmount' },
  { guard: 'isConfirm', target: 'judgingAmount' },
  { guard: 'isCancel', target: 'done' },
] as const;
