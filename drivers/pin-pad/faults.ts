/** What the pad's codes mean (facts/peripherals §1c; PP791 manual PM0103-U pages 50, 205, 245). Pure; nothing here quotes content. */
import type { PinScheme, SelfTestFault } from './pin-pad.ts';

const IN_BOTH: Readonly<Record<string, string>> = {
  '0': 'no account number',
  '2': 'the account number is shorter than 8 digits',
  '3': 'the account number is longer than 19 digits',
  '4': 'the account number has characters other than digits',
  '6': 'the time-out is not 1 to 9',
  '8': 'the amount, the PIN lengths or the prompts have the wrong format',
  B: 'the flash memory cannot be read or written',
  C: 'the pad has no memory left',
  E: 'a field has the wrong length',
  G: 'a file is missing or not authentic',
};

const MASTER_SESSION: Readonly<Record<string, string>> = {
  ...IN_BOTH,
  '1': 'the session key does not fit the master key',
  '5': 'the session key has the wrong format',
  '7': 'too many PIN operations within the hour; the pad waits',
  '9': 'no master key in the selected slot',
  A: 'the selected key slot is not for PINs',
};

const DUKPT: Readonly<Record<string, string>> = {
  ...IN_BOTH,
  '5': 'debit or credit is missing or wrong',
  A: 'no DUKPT key has been loaded',
  F: 'the key has been used a million times and is at its end',
};

/** The meaning of an error code in message 71. */
export function meaningOfPinError(code: string, scheme: PinScheme['kind']): string {
  return (scheme === 'dukpt' ? DUKPT : MASTER_SESSION)[code] ?? 'a code that the manual does not have';
}

const MAC: Readonly<Record<string, string>> = {
  '2': 'the parts of the message came out of order',
  '3': 'no master key in the slot, or one that is not for MAC session keys',
  '4': 'the second key is not for this master key',
  '5': 'the message is empty, too long or of an odd length',
  '6': 'the kind of the packet is unknown to the pad',
  '7': 'the message has characters that are no hex digits',
  '8': 'the session key is not valid',
  '9': 'the master key is not of double length',
  A: 'the session key does not fit the use of the master key',
};

/** The meaning of a status in message Z67 (PM0103-U page 234). */
export function meaningOfMacError(code: string): string {
  return MAC[code] ?? 'a status that the manual does not have';
}

const SELF_TEST: ReadonlyMap<string, SelfTestFault> = new Map([
  ['1', 'ram'],
  ['2', 'rom'],
  ['5', 'keys'],
]);

/** The digits of a self-test: `0`, or one for each fault (`125`). */
export function selfTestFaults(digits: string): readonly SelfTestFault[] {
  return [...digits].filter((digit) => digit !== '0').map((digit) => SELF_TEST.get(digit) ?? 'unknown');
}

/** Refusals that have no code of the pad. */
export const REFUSALS = {
  notTaken: {
    code: 'EOT',
    meaning: 'the pad did not take the request: no prompt before it, or a prompt it does not have',
  },
  noPrompt: { code: 'prompt', meaning: 'the pad has no prompt of this number' },
  noKeySlot: { code: 'key-slot', meaning: 'the pad has no such master key slot' },
  silent: { code: 'silent', meaning: 'the pad did not acknowledge the request' },
  notUnderstood: { code: 'NAK', meaning: 'the pad could not read the request' },
  unreadable: { code: 'line', meaning: 'the answer of the pad could not be read, nor its repetitions' },
  malformed: { code: 'format', meaning: 'the answer of the pad does not have the format of this key scheme' },
  emptyPin: { code: 'no-pin', meaning: 'the pad ended the entry without a PIN' },
} as const;
