/** Whether an answer may be believed, and what it says (facts/acquirer §1.3, §2.2 rule 3). Pure. */
import { timingSafeEqual } from 'node:crypto';
import type { AcquirerAnswer, AcquirerRequest, SettlementResult, UnansweredCause } from './acquirer.ts';
import type { Message } from './dialect.ts';
import { issuerScripts } from './issuer-data.ts';
import { macWidth } from './messages.ts';
import type { AcquirerProfile, EchoRule, FlagPlace, TransactionSpec } from './profile.ts';

/** What is remembered of a request while it is out: nothing of the card. */
export interface Expectation {
  readonly kind: AcquirerRequest['kind'];
  readonly answerMti: string;
  /** DE 11 and 41 as they were sent: with the MTI, what an answer is matched by. */
  readonly stan: string;
  readonly tid: string;
  /** The values of the fields that the profile's echo rules name. */
  readonly echoes: ReadonlyMap<number, string>;
  readonly macDue: boolean;
  readonly spec: TransactionSpec | null;
}

export function expectationOf(
  profile: AcquirerProfile,
  kind: AcquirerRequest['kind'],
  request: Message,
  spec: TransactionSpec | null,
  macDue: boolean,
): Expectation {
  const echoes = new Map<number, string>();
  for (const rule of profile.echoes) {
    const value = request.fields.get(rule.field);
    if (value !== undefined && spec?.withoutEcho?.includes(rule.field) !== true) echoes.set(rule.field, value);
  }
  return {
    kind,
    // 0200 → 0210; a repeat is answered as the first one is, 0221 → 0230
    answerMti: String(Number(`${request.mti.slice(0, 3)}0`) + 10).padStart(4, '0'),
    stan: request.fields.get(11) ?? '',
    tid: request.fields.get(41) ?? '',
    echoes,
    macDue,
    spec,
  };
}

/**
 * Whether a message is to be judged as the answer to the request that is out (facts §2.1: matched by MTI, DE 41 and DE 11).
 *
 * One that names another trace or terminal is somebody else's: it may be a late one, so the wait goes on until the time-out. Ending
 * ours for it would raise a reversal of a sale whose answer is still to come. One that names no trace or no terminal at all can only
 * be ours, and will not be believed; likewise one of another type. Only a reversal waits on then: it shares its STAN with its original, whose
 * answer may come now, even after a restart.
 */
export function isAnswerTo(expected: Expectation, message: Message): boolean {
  const stan = message.fields.get(11) ?? expected.stan;
  const tid = message.fields.get(41) ?? expected.tid;
  if (stan !== expected.stan || tid !== expected.tid) return false;
  return message.mti === expected.answerMti || expected.kind !== 'reversal';
}

export type Judgement =
  | { readonly believed: true; readonly answer: AcquirerAnswer }
  | { readonly believed: false; readonly cause: UnansweredCause; readonly detail: string }
  /** Everything but the MAC holds: `answer` is to be believed when the MAC over `data` is `claimed` (`macHolds`). */
  | {
      readonly believed: 'with-mac';
      readonly data: Uint8Array;
      readonly claimed: Uint8Array;
      readonly answer: AcquirerAnswer;
    };

const unbelievable = (cause: UnansweredCause, detail: string): Judgement => ({ believed: false, cause, detail });

/**
 * @param raw the message's bytes, from the MTI on, for the MAC
 */
export function judge(
  profile: AcquirerProfile,
  expected: Expectation,
  message: Message,
  raw: Uint8Array,
  processing: string | null,
): Judgement {
  const code = message.fields.get(39) ?? null;
  if (message.mti !== expected.answerMti) {
    return unbelievable('echo-mismatch', `MTI ${message.mti}, expected ${expected.answerMti}`);
  }
  const approved = code !== null && profile.approvedCodes.includes(code);
  for (const rule of profile.echoes) {
    const wrong = echoFault(rule, expected, message, code, approved);
    if (wrong !== null) return unbelievable('echo-mismatch', wrong);
  }
  if (code === null && expected.spec?.withoutResponseCode !== true)
    return unbelievable('unparsable', 'DE 39 is missing');
  if (code !== null && code === profile.partialCode && !isPartOf(message.fields.get(4), expected.echoes.get(4))) {
    return unbelievable('echo-mismatch', 'DE 4 of a partial approval is missing or above the request');
  }
  // A host that refuses (39 ≠ 00) gives no result.
  const settlement = code === null || approved ? settlementOf(expected, message) : null;
  if (settlement === 'unreadable') return unbelievable('unparsable', 'the settlement flags cannot be read');
  const mac = macDueOn(profile, expected, message, code) ? claimedMac(profile, message) : 'not due';
  if (mac === null) return unbelievable('mac-wrong', 'DE 64 is missing or wrong');
  const answer = {
    ...answerOf(profile, expected, message, code ?? '', mac !== 'not due', processing),
    ...(settlement === null ? {} : { settlement }),
  };
  if (mac === 'not due') return { believed: true, answer };
  return { believed: 'with-mac', data: raw.subarray(0, raw.length - macWidth(profile)), claimed: mac, answer };
}

/** Compares in constant time. */
export function macHolds(made: Uint8Array, claimed: Uint8Array): boolean {
  return made.length === claimed.length && timingSafeEqual(made, claimed);
}

function echoFault(
  rule: EchoRule,
  expected: Expectation,
  message: Message,
  code: string | null,
  approved: boolean,
): string | null {
  const sent = expected.echoes.get(rule.field);
  if (sent === undefined || (code !== null && rule.except?.includes(code) === true)) return null;
  if (rule.check === 'approved' && !approved) return null;
  const got = message.fields.get(rule.field);
  const optional = rule.check === 'present' || expected.spec?.echoOptional?.includes(rule.field) === true;
  if (got === undefined) return optional ? null : `DE ${rule.field} is missing`;
  const [from, to] = rule.part ?? [0, Math.max(sent.length, got.length)];
  return sent.slice(from, to) === got.slice(from, to) ? null : `DE ${rule.field} differs`;
}

const isPartOf = (part: string | undefined, whole: string | undefined): boolean =>
  part !== undefined && whole !== undefined && Number(part) <= Number(whole);

function macDueOn(profile: AcquirerProfile, expected: Expectation, message: Message, code: string | null): boolean {
  const { mac, approvedCodes } = profile;
  if (mac === null || !expected.macDue || code === null) return false;
  return mac.dueOn.includes(code) || (approvedCodes.includes(code) && message.fields.has(mac.field));
}

function claimedMac(profile: AcquirerProfile, message: Message): Uint8Array | null {
  const claimed = Buffer.from(message.fields.get(profile.mac?.field ?? 64) ?? '', 'hex');
  return claimed.length === 8 ? claimed : null;
}

function answerOf(
  profile: AcquirerProfile,
  expected: Expectation,
  message: Message,
  responseCode: string,
  macVerified: boolean,
  processing: string | null,
): AcquirerAnswer {
  const field = (n: number): string | null => message.fields.get(n) ?? null;
  const { batch, hostText, institutions, balance, enquired } = profile.answer;
  const amount = field(4);
  const scripts = issuerScripts(field(55));
  const ids = institutions === null ? null : field(institutions);
  const asked = expected.kind === 'enquiry' && enquired !== undefined ? field(enquired.field) : null;
  const balanceMinor = expected.kind === 'balance' && balance !== null ? balanceOf(field(balance)) : null;
  return {
    kind: expected.kind,
    responseCode,
    rrn: field(37),
    authCode: field(38),
    hostTime: field(12),
    hostDate: field(13),
    settlementDate: field(15),
    amountMinor: amount === null ? null : Number(amount),
    batch: batch === null ? null : (field(batch.field)?.slice(...batch.part) ?? null) || null,
    macVerified,
    hostText: hostText === null ? null : readableText(field(hostText.field)?.slice(hostText.from) ?? ''),
    processing,
    ...(expected.kind === 'reversal' ? { reversalDone: profile.reversal.doneCodes.includes(responseCode) } : {}),
    ...schemeOf(profile, message),
    ...(scripts.length === 0 ? {} : { scripts }),
    ...(ids === null ? {} : { issuerId: ids.slice(0, 11).trim(), acquirerId: ids.slice(11, 22).trim() }),
    ...(balanceMinor === null ? {} : { balanceMinor }),
    ...(asked === null || enquired === undefined ? {} : { enquiredCode: asked.slice(...enquired.part) }),
  };
}

/** What is no name of a scheme counts as the acquirer's own. */
function schemeOf({ answer: { scheme } }: AcquirerProfile, message: Message): { readonly scheme?: string } {
  const named = scheme === null ? '' : (message.fields.get(scheme.field) ?? '').slice(...scheme.part);
  return scheme !== null && named !== scheme.own && /^[A-Z\d]{3}$/.test(named) && named !== '000'
    ? { scheme: named }
    : {};
}

/** GB18030 text of the host, without anything as long as a card number: it is shown, printed and journaled. */
function readableText(bytes: string): string | null {
  const text = new TextDecoder('gb18030').decode(Buffer.from(bytes, 'latin1')).trim();
  if (text === '') return null;
  return text.replaceAll(/(?:\d[ -]?){12,}\d/g, (run) => '*'.repeat(run.length));
}

/** DE 54: account type 2, amount type 2, currency 3, sign C or D, amount 12. */
function balanceOf(value: string | null): number | null {
  const parts = /^.{4}\d{3}([CD])(\d{12})/.exec(value ?? '');
  return parts === null ? null : (parts[1] === 'D' ? -1 : 1) * Number(parts[2]);
}

const RESULTS: { readonly [flag: string]: SettlementResult } = { 1: 'balanced', 2: 'notBalanced', 3: 'error' };

function settlementOf(
  expected: Expectation,
  message: Message,
): { readonly domestic: SettlementResult; readonly foreign: SettlementResult } | 'unreadable' | null {
  const places = expected.spec?.settlementIn;
  if (places === undefined) return null;
  const at = (place: FlagPlace) => RESULTS[message.fields.get(place.field)?.[place.at] ?? ''];
  const domestic = at(places.domestic);
  const foreign = at(places.foreign);
  return domestic === undefined || foreign === undefined ? 'unreadable' : { domestic, foreign };
}
