/** What a key means wherever a conversation asks for something. Guards for `setup`, the same in every machine. */
import { isDigitKey } from './flow.ts';

interface Heard {
  readonly event: { readonly type: string; readonly key?: string };
}

const pressed = ({ event }: Heard, key: string): boolean => event.type === 'keypad.pressed' && event.key === key;

export const keyGuards = {
  /** Something is typed, or taken back. */
  isDigit: ({ event: { type, key = '' } }: Heard) =>
    type === 'keypad.pressed' && (isDigitKey(key) || key === 'correct'),
  isConfirm: (heard: Heard) => pressed(heard, 'confirm'),
  isCancel: (heard: Heard) => pressed(heard, 'cancel'),
  isKey: pressed,
};
