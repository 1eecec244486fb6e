/** What a key means wherever a conversation asks for something, the same in every machine: guards for `setup`, and what a digit chooses. */
import { isDigitKey } from './flow.ts';

interface Heard {
  readonly event: { readonly type: string; readonly key?: string };
}

/** What a digit chooses of what is listed, counted from 1; undefined: nothing. */
export const listed = <Item>(items: readonly Item[], { type, key }: Heard['event']): Item | undefined =>
  type === 'keypad.pressed' ? items[Number(key) - 1] : undefined;

const pressed = ({ event }: Heard, key: string): boolean => event.type === 'keypad.pressed' && event.key === key;

export const keyGuards = {
  /** Something is typed, or taken back. */
  isDigit: ({ event: { type, key = '' } }: Heard) =>
    type === 'keypad.pressed' && (isDigitKey(key) || key === 'correct'),
  isConfirm: (heard: Heard) => pressed(heard, 'confirm'),
  isCancel: (heard: Heard) => pressed(heard, 'cancel'),
  /** What is read in pieces on a low screen goes on. */
  isTurn: (heard: Heard) => pressed(heard, '.'),
  isKey: pressed,
};
