/** What must be true of a counter with a PIN pad: no request without a PIN that was typed for it, no word that nobody gave there, no secret anywhere. */
import type { Entry } from '../../storage/entries/entry.ts';
import type { World } from './world.ts';

export function brokenPad(world: World): readonly string[] {
  const { pad } = world.devices;
  if (pad === null) return [];
  return [...(world.pinSecrets?.leaks ?? []), ...brokenPins(world), ...brokenWords(world), ...brokenAtBank(world)];
}

/** As the pad shows it; a balance is about no amount. */
const asShown = (amountMinor: number): string | null => (amountMinor > 0 ? (amountMinor / 100).toFixed(2) : null);

/** For each amount: not more asked of the bank than PINs were typed for it, and not more approved than right ones. */
function brokenPins({ entries, devices }: World): readonly string[] {
  const { pins, rightPins } = devices.pad?.customer ?? {};
  const asked = new Map<string | null, number>();
  const approved = new Map<string | null, number>();
  const amounts = new Map<string | null, string | null>();
  for (const { type, txn, body } of entries) {
    if ((type === 'sale.submitted' || type === 'preauth.submitted') && body.card.entryMode !== 'qr') {
      const amount = asShown(body.amountMinor);
      amounts.set(txn, amount);
      add(asked, amount);
    } else if ((type === 'sale.approved' || type === 'preauth.approved') && amounts.has(txn))
      add(approved, amounts.get(txn) ?? null);
  }
  return [
    ...more(asked, pins).map((it) => `pin: asked of the bank without a PIN typed for it: ${it}`),
    ...more(approved, rightPins).map((it) => `pin: approved without the right PIN typed for it: ${it}`),
  ];
}

const add = (to: Map<string | null, number>, amount: string | null): unknown =>
  to.set(amount, (to.get(amount) ?? 0) + 1);

function more(done: ReadonlyMap<string | null, number>, typed: ReadonlyMap<string | null, number> = new Map()) {
  return [...done].flatMap(([amount, times]) => {
    const typedTimes = typed.get(amount) ?? 0;
    return times > typedTimes ? [`${amount}, ${times} times to ${typedTimes}`] : [];
  });
}

/** A word of the pad is one that a customer gave there, each once; after a no nothing goes back before somebody says yes. */
function brokenWords({ entries, devices, profile }: World): readonly string[] {
  const broken: string[] = [];
  const byPad = new Map<string | null, number>();
  const words = new Map<string | null, Entry['type']>();
  const mustBeAsked = !profile.policy.consent.ways.includes('keypad');
  for (const { type, txn, body } of entries) {
    // Who has left a name and a number for it has asked for it.
    if (type === 'refund.deferred') words.set(txn, type);
    // A part of a sale is agreed to at the keys, whatever counts as a word about money that goes back.
    const isPart = 'reason' in body && body.reason === 'partial-approval';
    if ((type === 'consent.given' || type === 'consent.refused') && !isPart) {
      words.set(txn, type);
      if (type === 'consent.given' && body.by === 'pin-pad') add(byPad, asShown(body.amountMinor));
      if (type === 'consent.given' && !profile.policy.consent.ways.includes(body.by))
        broken.push(`consent: ${txn} by ${body.by}, which is no way here`);
    } else if (type === 'refund.submitted' || type === 'void.submitted') {
      if (words.get(txn) === 'consent.refused') broken.push(`consent: ${txn} goes back after the customer's no`);
      if (mustBeAsked && words.get(txn) === undefined) broken.push(`consent: ${txn} goes back without a word`);
    }
  }
  return [
    ...broken,
    ...more(byPad, devices.pad?.customer.agreed).map((it) => `consent: a yes on the pad that nobody gave: ${it}`),
  ];
}

/** What the bank would refuse only a terminal that spoils its own MACs or blocks. */
const SPOILT = /^(MAC is wrong|not a PIN block|DE 53)/;

function brokenAtBank({ told }: World): readonly string[] {
  // What a bank gets to see late was sealed under the keys of its time; a sign-on that it sees late gives it keys that nobody else has.
  const late = new Set(told.flatMap(({ fields }) => (fields['name'] === 'request-late' ? [fields['stan']] : [])));
  let keysOfItsOwn = false;
  // An answer that was given another trace number is told of behind that fault, which names the request's own.
  let renamed: { readonly atMs: number; readonly stan: unknown } | null = null;
  return told.flatMap(({ device, event, fields, atMs }) => {
    if (device !== 'acquirer') return [];
    if (event === 'fault' && fields['name'] === 'answer-other-stan') renamed = { atMs, stan: fields['stan'] };
    if (event !== 'answer') return [];
    const isLate = late.has(fields['stan']) || (renamed?.atMs === atMs && late.has(renamed.stan));
    if (fields['kind'] === 'sign-on') keysOfItsOwn = isLate;
    return SPOILT.test(String(fields['why'])) && !isLate && !keysOfItsOwn
      ? [`pin: ${(atMs / 1000).toFixed(3)}s the bank refuses: ${fields['why']}`]
      : [];
  });
}
