/** The requests for a PIN, taken apart (facts/peripherals §1c): fields, or the error code that a 71 would carry. Pure. */
export type KeyManagement = 'dukpt' | 'master-session';

export interface PinRequest {
  readonly account: string;
  /** Hex, under the master key; null with DUKPT. */
  readonly sessionKey: string | null;
  readonly timeoutMs: number;
  readonly minDigits: number;
  readonly maxDigits: number;
  readonly allowsNone: boolean;
  readonly prompts: readonly string[];
  /** As it stands in message 70; null where the request has none. */
  readonly amount: string | null;
}

/** 71's error codes that a request can earn. */
export type PinRequestError = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '8';

const fs = '\u001c';
const defaultTimeoutMs = 270_000;
const timeoutUnitMs = 30_000;

/** `Z60.`account [FS key] [FS t]. */
export function readZ60(text: string, keys: KeyManagement): PinRequest | PinRequestError {
  const fields = text.replace(/^Z60\.?/, '').split(fs);
  const [account = '', ...rest] = fields;
  const sessionKey = keys === 'master-session' ? (rest.shift() ?? '') : null;
  return request(account, sessionKey, rest[0]);
}

/** Master/session: `70.`account FS key amount [FS t]. DUKPT: `70`account FS C|D amount. 76 is 70 with a PIN of its own. */
export function read70(text: string, keys: KeyManagement): PinRequest | PinRequestError {
  const [account = '', keyAndAmount = '', timeout] = text.slice(2).replace(/^\./, '').split(fs);
  if (keys === 'dukpt') {
    const parts = /^([CD])(.*)$/.exec(keyAndAmount);
    if (parts === null) return '5';
    return isAmount(parts[2] ?? '') ? request(account, null, timeout, parts[2]) : '8';
  }
  const parts = /^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{16})(\d{1,6}\.\d{2})$/.exec(keyAndAmount);
  if (parts === null) return /\.\d{2}$/.test(keyAndAmount) ? '5' : '8';
  return isAmount(parts[2] ?? '') ? request(account, parts[1] ?? '', timeout, parts[2]) : '8';
}

/** `Z62.`account FS [key] min2 max2 null prompt1 FS prompt2 FS processing [FS t]. */
export function readZ62(text: string, keys: KeyManagement): PinRequest | PinRequestError {
  const [account = '', limits = '', prompt2 = '', processing = '', timeout] = text.replace(/^Z62\.?/, '').split(fs);
  const pattern =
    keys === 'dukpt' ? /^()(\d{2})(\d{2})([YN])(.*)$/ : /^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{16})(\d{2})(\d{2})([YN])(.*)$/;
  const parts = pattern.exec(limits);
  if (parts === null) return keys === 'dukpt' ? '8' : '5';
  const [, key = '', minText = '', maxText = '', none, prompt1 = ''] = parts;
  const [minDigits, maxDigits] = [Number(minText), Number(maxText)];
  if (!isPinLength(minDigits) || !isPinLength(maxDigits) || minDigits > maxDigits) return '8';
  const base = request(account, keys === 'dukpt' ? null : key, timeout);
  if (typeof base === 'string') return base;
  return { ...base, minDigits, maxDigits, allowsNone: none === 'Y', prompts: [prompt1, prompt2, processing] };
}

/** `60`account: PIN before the amount is known. */
export function read60(text: string): PinRequest | PinRequestError {
  return request(text.slice(2), null, undefined);
}

function request(
  account: string,
  sessionKey: string | null,
  timeout: string | undefined,
  amount: string | null = null,
): PinRequest | PinRequestError {
  if (account === '') return '0';
  if (!/^\d+$/.test(account)) return '4';
  if (account.length < 8) return '2';
  if (account.length > 19) return '3';
  if (sessionKey !== null && !/^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{32})$/.test(sessionKey)) return '5';
  if (timeout !== undefined && !/^[1-9]$/.test(timeout)) return '6';
  return {
    account,
    sessionKey,
    timeoutMs: timeout === undefined ? defaultTimeoutMs : Number(timeout) * timeoutUnitMs,
    minDigits: 4,
    maxDigits: 12,
    allowsNone: false,
    prompts: [],
    amount,
  };
}

function isAmount(text: string): boolean {
  return text.length >= 4 && text.length <= 8 && /^\d+\.\d{2}$/.test(text);
}

function isPinLength(digits: number): boolean {
  return digits === 0 || (digits >= 4 && digits <= 12);
}
