/** Requests of the firmware as frames (facts/peripherals §1c; PP791 manual PM0103-U pages 39, 201–230, 247–252). Pure. */
import { GRACE_MS, LONGEST_PIN_STEPS, PIN_STEP_MS } from './delays.ts';
import type { Exchange, Job, Want } from './job.ts';
import type { KeyRequest, MacRequest, PinPrompt, PinRequest, PinScheme, ShowRequest, TextRequest } from './pin-pad.ts';
import { encodeFrame, FS, GS, RS, SUB } from './wire.ts';

/** `problem` names the field that is wrong, never its value. */
export type Planned = { readonly ok: true; readonly job: Job } | { readonly ok: false; readonly problem: string };

const LONGEST_LINE = 64;
/** Of message Z3, from STX to LRC. */
const LONGEST_LINES_FRAME = 124;

/** One line by message Z2, several by Z3. */
export function planShow(request: ShowRequest): Planned {
  const shown = linesExchange(request.lines);
  if (typeof shown === 'string') return { ok: false, problem: shown };
  return planned(request.exchange, [shown], { type: 'pinPad.shown', exchange: request.exchange });
}

export function planKey(request: KeyRequest): Planned {
  const { exchange, show, timeoutSeconds } = request;
  const prompt = show.kind === 'lines' ? linesExchange(show.lines) : promptExchange(GS, show.promptId);
  if (typeof prompt === 'string') return { ok: false, problem: prompt };
  if (!isWhole(timeoutSeconds, 1, 255)) return { ok: false, problem: 'timeoutSeconds is not 1 to 255' };
  const limitMs = timeoutSeconds * 1000 + GRACE_MS;
  return planned(exchange, [prompt, transaction({ kind: 'key', exchange, limitMs }, 'Z42', String(timeoutSeconds))]);
}

export function planText(request: TextRequest): Planned {
  const { exchange, keyTimeoutSeconds, maxLength } = request;
  const prompt = promptExchange(GS, request.promptId);
  if (typeof prompt === 'string') return { ok: false, problem: prompt };
  if (!isWhole(keyTimeoutSeconds, 1, 255)) return { ok: false, problem: 'keyTimeoutSeconds is not 1 to 255' };
  if (!isWhole(maxLength, 1, 49)) return { ok: false, problem: 'maxLength is not 1 to 49' };
  const keyLimitMs = keyTimeoutSeconds * 1000;
  const want: Want = { kind: 'text', exchange, keyLimitMs, limitMs: keyLimitMs * (maxLength + 1) + GRACE_MS };
  const echo = { stars: '0', clear: '1', none: '2' }[request.echo];
  const entry = transaction(want, 'Z50', echo, digits(keyTimeoutSeconds, 3), digits(maxLength, 2));
  return planned(exchange, [prompt, entry]);
}

/** Key selection where one is named, the prompt where it has a message of its own, and the entry. */
export function planPin(request: PinRequest): Planned {
  const { scheme, prompt } = request;
  const problem = problemOfPin(request);
  if (problem !== null) return { ok: false, problem };
  const steps: Exchange[] = [];
  // Before the prompt: any message behind it takes the pad out of PIN mode (PM0103-U page 215).
  if (scheme.kind === 'master-session' && scheme.masterKeySlot !== null)
    steps.push({
      frame: encodeFrame('administration', '08', String(scheme.masterKeySlot)),
      want: { kind: 'key-slot' },
    });
  if (prompt.kind === 'fixed') steps.push(pinPromptExchange(prompt.promptId));
  steps.push(pinEntry(request));
  return planned(request.exchange, steps);
}

/** Hex digits of one Z66 (PM0103-U page 231). */
const MAC_PART_DIGITS = 224;
const MAC_PARTS = 100;
/** Flags of Z66 for data as hex: VeriFone's table for this message; the PP791 manual's own page of them was not seen. */
const MAC_LAST = '6';
const MAC_MORE = '7';

/** Message Z66 in as many parts as it takes; their numbers count up from 00. */
export function planMac({ exchange, masterKeySlot, sessionKeyHex, data }: MacRequest): Planned {
  if (!isWhole(masterKeySlot, 0, 9)) return { ok: false, problem: 'masterKeySlot is not 0 to 9' };
  if (!/^[0-9A-Fa-f]{32}$/.test(sessionKeyHex)) return { ok: false, problem: 'sessionKeyHex is not 32 hex digits' };
  const parts = Math.ceil((data.length * 2) / MAC_PART_DIGITS);
  if (parts < 1 || parts > MAC_PARTS) return { ok: false, problem: 'data is not 1 to 11200 bytes' };
  const hex = Array.from(data, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
  const steps = Array.from({ length: parts }, (_, index) => {
    const last = index === parts - 1;
    const part = hex.slice(index * MAC_PART_DIGITS, (index + 1) * MAC_PART_DIGITS);
    const head = ['Z66', last ? MAC_LAST : MAC_MORE, digits(index, 2), String(masterKeySlot)];
    return transaction({ kind: 'mac', exchange, last }, ...head, FS, sessionKeyHex.toUpperCase(), FS, FS, part);
  });
  return { ok: true, job: { kind: 'mac', exchange, steps, done: null, shows: false } };
}

function pinEntry({ exchange, accountNumber, scheme, prompt, timeoutSeconds }: PinRequest): Exchange {
  const steps = Math.ceil((timeoutSeconds * 1000) / PIN_STEP_MS);
  const limitMs = steps * PIN_STEP_MS + GRACE_MS;
  const keyed = scheme.kind === 'master-session' ? [scheme.sessionKeyHex] : [];
  const want = (padSteps: number): Want => ({
    kind: 'pin',
    exchange,
    scheme: scheme.kind,
    padLimitMs: padSteps * PIN_STEP_MS,
    limitMs,
  });
  const tail = [FS, String(steps)];
  switch (prompt.kind) {
    case 'fixed':
      return transaction(want(steps), 'Z60.', accountNumber, ...keyed.flatMap((key) => [FS, key]), ...tail);
    case 'words': {
      const words = ['0412N', prompt.first, FS, prompt.second, FS, prompt.processing];
      return transaction(want(steps), 'Z62.', accountNumber, FS, ...keyed, ...words, ...tail);
    }
    case 'amount':
      if (scheme.kind === 'master-session')
        return transaction(want(steps), '70.', accountNumber, FS, ...keyed, prompt.amount, ...tail);
      // This form has no time-out: the pad's default stands, and the driver's own limit ends the entry earlier.
      return transaction(
        want(LONGEST_PIN_STEPS),
        ...['70', accountNumber, FS, prompt.direction === 'debit' ? 'D' : 'C', prompt.amount],
      );
  }
}

function problemOfPin({ accountNumber, scheme, prompt, timeoutSeconds }: PinRequest): string | null {
  if (!/^\d{8,19}$/.test(accountNumber)) return 'accountNumber is not 8 to 19 digits';
  if (!isWhole(timeoutSeconds, 1, (PIN_STEP_MS / 1000) * LONGEST_PIN_STEPS)) return 'timeoutSeconds is not 1 to 270';
  return problemOfScheme(scheme) ?? problemOfPrompt(prompt);
}

function problemOfScheme(scheme: PinScheme): string | null {
  if (scheme.kind === 'dukpt') return null;
  if (!/^(?:[0-9A-Fa-f]{16}){1,2}$/.test(scheme.sessionKeyHex)) return 'sessionKeyHex is not 16 or 32 hex digits';
  const slot = scheme.masterKeySlot;
  return slot === null || isWhole(slot, 0, 9) ? null : 'masterKeySlot is not 0 to 9';
}

function problemOfPrompt(prompt: PinPrompt): string | null {
  if (prompt.kind === 'fixed') return problemOfPromptId(prompt.promptId);
  if (prompt.kind === 'amount')
    return /^(?=.{4,8}$)\d+\.\d{2}$/.test(prompt.amount) ? null : 'amount is not 4 to 8 characters such as 12.50';
  const words = [prompt.first, prompt.second, prompt.processing];
  return words.every((text) => isPrintable(text, 16)) ? null : 'a prompt is not 1 to 16 printable ASCII characters';
}

/** @returns the exchange, or what is wrong with the lines. */
function linesExchange(lines: readonly string[]): Exchange | string {
  const [first] = lines;
  if (first === undefined || lines.length > 7) return 'lines: there must be 1 to 7';
  if (!lines.every((line) => isPrintable(line, LONGEST_LINE)))
    return `lines: each must be 1 to ${LONGEST_LINE} printable ASCII characters`;
  if (lines.length === 1) return transaction({ kind: 'ack' }, 'Z2', SUB, first);
  const rest = lines.slice(1).flatMap((line) => [FS, line]);
  const exchange = transaction({ kind: 'ack' }, 'Z3', String(lines.length), SUB, first, ...rest);
  return exchange.frame.length <= LONGEST_LINES_FRAME ? exchange : 'lines: together too long for one message';
}

/** A prompt of the pad's own table: `GS` for keys and text, `RS` for a PIN. */
function promptExchange(mode: typeof GS | typeof RS, promptId: number): Exchange | string {
  const problem = problemOfPromptId(promptId);
  return problem ?? transaction({ kind: 'prompt' }, 'Z2', mode, digits(promptId, 3), SUB);
}

/** `promptId` has been looked at already. */
function pinPromptExchange(promptId: number): Exchange {
  return transaction({ kind: 'prompt' }, 'Z2', RS, digits(promptId, 3), SUB);
}

function problemOfPromptId(promptId: number): string | null {
  return isWhole(promptId, 1, 999) ? null : 'promptId is not 1 to 999';
}

function transaction(want: Want, ...parts: readonly string[]): Exchange {
  return { frame: encodeFrame('transaction', ...parts), want };
}

function planned(exchange: string, steps: readonly Exchange[], done: Job['done'] = null): Planned {
  return { ok: true, job: { kind: 'request', exchange, steps, done, shows: done !== null } };
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

function isPrintable(text: string, longest: number): boolean {
  return text.length >= 1 && text.length <= longest && /^[\x20-\x7e]*$/.test(text);
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
