/** The `policy` file: what a shop allows; every key may be left out (design §8, §13). */
import { z } from 'zod';
import { DEFAULT_POLICY, type Policy } from '../rules/policy.ts';
import { readJson } from './terminal-file.ts';

const minor = z.number().int().min(0);
const count = z.number().int().min(1);
const name = z.string().regex(/^[a-z][a-z0-9-]{0,23}$/, 'a-z, digits and -, a letter first, 24 at most');
const days = z.number().int().min(0).max(3650).nullable();
const defaults = DEFAULT_POLICY;

const reason = z.strictObject({
  code: name.describe('stands in the journal; never give one another meaning'),
  group: name.describe('one of reasonGroups'),
  zh: z.string().min(1).max(20),
  en: z.string().min(1).max(30),
  manager: z.boolean().default(false).describe('takes a manager, whatever the amount'),
});

const reasonGroup = z.strictObject({ code: name, zh: z.string().min(1).max(12), en: z.string().min(1).max(20) });

const conditions = z.enum(['sealed', 'opened', 'damaged']);

const feeRule = z
  .strictObject({
    what: z.enum(['restocking', 'shipping', 'card']),
    bearer: z.enum(['customer', 'shop']).describe('what the customer bears is kept back'),
    conditions: z.array(conditions).min(1).default(['sealed', 'opened', 'damaged']),
    basisPoints: z.number().int().min(0).max(10_000).default(0).describe('of the price, in hundredths of a per cent'),
    fixedMinor: minor.default(0).describe('once for each line'),
  })
  .refine(({ basisPoints, fixedMinor }) => basisPoints + fixedMinor > 0, 'a fee has basisPoints or fixedMinor');

const returnClass = z.strictObject({
  code: name.describe('the return_class of the catalogue'),
  zh: z.string().min(1).max(12),
  en: z.string().min(1).max(24),
  windowDays: z
    .strictObject({ sealed: days, opened: days, damaged: days })
    .describe('days after the sale, by condition; null: does not come back'),
  fees: z.array(feeRule).max(6).default([]),
});

/** @returns whether every code stands once */
const codesOnce = (list: readonly { readonly code: string }[]): boolean =>
  new Set(list.map(({ code }) => code)).size === list.length;

const limits = z.strictObject({
  perShiftMinor: minor.default(defaults.limits.perShiftMinor),
  perOperatorMinor: minor.default(defaults.limits.perOperatorMinor),
  perManagerMinor: minor.default(defaults.limits.perManagerMinor),
  secondPersonFromMinor: minor.default(defaults.limits.secondPersonFromMinor),
  secondPerson: z.enum(['manager', 'anyone']).default(defaults.limits.secondPerson),
});

const amounts = z.strictObject({
  typedTwiceFromMinor: minor.default(defaults.amounts.typedTwiceFromMinor),
  timesUsual: z.number().min(2).default(defaults.amounts.timesUsual),
  unusualFromMinor: minor.default(defaults.amounts.unusualFromMinor),
});

const unreferencedRefunds = z.strictObject({
  allow: z
    .enum(['off', 'manager'])
    .default(defaults.unreferencedRefunds.allow)
    .describe('manager: with a manager of this shop beside the one who gives it back'),
  limitMinor: minor.default(defaults.unreferencedRefunds.limitMinor).describe('one of them'),
  perShiftMinor: minor.default(defaults.unreferencedRefunds.perShiftMinor).describe('all of one shift'),
  reasons: z
    .array(name)
    .min(1)
    .max(9)
    .default([...defaults.unreferencedRefunds.reasons])
    .describe('codes of reasons that count for one'),
});

const minuteOfDay = z.number().int().min(0).max(1439);
const off = 'the rule is off at 0';
const watched = z.number().int().min(0);
const watch = z.strictObject({
  givenBackPercent: watched
    .default(defaults.watch.givenBackPercent)
    .describe(`voids and refunds for a hundred sales; ${off}`),
  givenBackMinor: minor.default(defaults.watch.givenBackMinor).describe(`one void or refund; ${off}`),
  voidsAfterPrint: watched.default(defaults.watch.voidsAfterPrint).describe(off),
  soonAfterSaleMinutes: watched
    .default(defaults.watch.soonAfterSaleMinutes)
    .describe(`given back by who sold it, so soon after the sale; ${off}`),
  withoutSale: watched.default(defaults.watch.withoutSale).describe(`refunds that name no sale; ${off}`),
  reprints: watched.default(defaults.watch.reprints).describe(off),
  drawerOpens: watched.default(defaults.watch.drawerOpens).describe(`without a sale; ${off}`),
  paperEnds: watched.default(defaults.watch.paperEnds).describe(off),
  wrongPins: watched.default(defaults.watch.wrongPins).describe(off),
  hours: z
    .strictObject({ fromMinute: minuteOfDay, toMinute: minuteOfDay })
    .nullable()
    .default(defaults.watch.hours)
    .describe('minutes of the day between which the shop trades; null: at any time'),
});

const policyObject = z.strictObject({
  $schema: z.string().optional(),
  version: z.string().min(1).max(40).default(defaults.version),
  saleLimitMinor: minor.default(defaults.saleLimitMinor),
  emergency: z
    .strictObject({
      perSaleLimitMinor: minor.default(defaults.emergency.perSaleLimitMinor),
      perOutageLimitMinor: minor.default(defaults.emergency.perOutageLimitMinor),
      perOutageCount: z.number().int().min(0).default(defaults.emergency.perOutageCount),
      perOutageHours: z.number().positive().default(defaults.emergency.perOutageHours),
      signOffLimitMinor: minor
        .default(defaults.emergency.signOffLimitMinor)
        .describe('differences after an outage up to this sum take no manager; 0: any difference takes one'),
    })
    .default(defaults.emergency),
  refund: z
    .strictObject({
      limitMinor: minor.default(defaults.refund.limitMinor),
      withoutPaper: z.enum(['ask', 'defer', 'now']).default(defaults.refund.withoutPaper),
      promiseHours: z.number().positive().default(defaults.refund.promiseHours),
      windowDays: count.default(defaults.refund.windowDays),
      customerDays: count
        .default(defaults.refund.customerDays)
        .describe('names and numbers of customers are wiped so many days after a promise, once it has ended'),
      arrivalWorkingDays: count
        .default(defaults.refund.arrivalWorkingDays)
        .describe('working days within which a refund should be with the customer; printed on the slip'),
    })
    .default(defaults.refund),
  unreferencedRefunds: unreferencedRefunds
    .default({ ...defaults.unreferencedRefunds, reasons: [...defaults.unreferencedRefunds.reasons] })
    .describe('refunds that name no sale'),
  caseFiles: z
    .strictObject({
      remindDays: count.default(defaults.caseFiles.remindDays).describe('days after which the acquirer is asked again'),
    })
    .default(defaults.caseFiles),
  alternatives: z
    .strictObject({
      couponLimitMinor: minor.default(defaults.alternatives.couponLimitMinor).describe('one coupon; 0: none are given'),
      perOutageMinor: minor.default(defaults.alternatives.perOutageMinor).describe('all coupons of one outage'),
    })
    .default(defaults.alternatives),
  reversal: z
    .strictObject({
      immediateAttempts: count.default(defaults.reversal.immediateAttempts),
      escalateAfterAttempts: count.default(defaults.reversal.escalateAfterAttempts),
    })
    .default(defaults.reversal),
  roll: z.strictObject({ lengthMm: count.default(defaults.roll.lengthMm) }).default(defaults.roll),
  devices: z
    .strictObject({ whenAnother: z.enum(['ask', 'use']).default(defaults.devices.whenAnother) })
    .default(defaults.devices),
  limits: limits.default(defaults.limits),
  amounts: amounts.default(defaults.amounts),
  reasons: z
    .array(reason)
    .min(1)
    .max(40)
    .refine(codesOnce, 'every code once')
    .default([...defaults.reasons]),
  reasonGroups: z
    .array(reasonGroup)
    .min(1)
    .max(9)
    .refine(codesOnce, 'every code once')
    .default([...defaults.reasonGroups]),
  consent: z
    .strictObject({
      fromMinor: minor.default(defaults.consent.fromMinor).describe('0: always'),
      ways: z
        .array(z.enum(['keypad', 'pin-pad', 'phone']))
        .min(1)
        .default([...defaults.consent.ways]),
    })
    .default({ ...defaults.consent, ways: [...defaults.consent.ways] }),
  returns: z
    .strictObject({
      classes: z
        .array(returnClass)
        .min(1)
        .max(40)
        .refine(codesOnce, 'every code once')
        .default(structuredClone(defaults.returns.classes) as never)
        .describe('in the place of the shipped ones'),
      managerMayOverride: z.boolean().default(defaults.returns.managerMayOverride),
    })
    .default(structuredClone(defaults.returns) as never),
  people: z
    .strictObject({
      lockAfterIdleMinutes: z.number().int().min(0).max(1440).default(defaults.people.lockAfterIdleMinutes),
    })
    .default(defaults.people),
  watch: watch.default(defaults.watch),
});

/** What no single key shows: a reason whose group does not exist could not be found on the keys, nor one that is not in the list. */
const policyFileSchema = policyObject.superRefine(({ reasons, reasonGroups, unreferencedRefunds }, context) => {
  const codes = reasons.map(({ code }) => code);
  // A shop with reasons of its own names those that count, as soon as it allows such refunds.
  unreferencedRefunds.reasons.forEach((code, i) => {
    if (unreferencedRefunds.allow !== 'off' && !codes.includes(code))
      context.addIssue({
        code: 'custom',
        path: ['unreferencedRefunds', 'reasons', i],
        message: `allowed are ${codes.map((known) => `"${known}"`).join(', ')} (reasons)`,
      });
  });
  const groups = reasonGroups.map(({ code }) => code);
  reasons.forEach(({ group }, i) => {
    if (!groups.includes(group))
      context.addIssue({
        code: 'custom',
        path: ['reasons', i, 'group'],
        message: `allowed are ${groups.map((code) => `"${code}"`).join(', ')} (reasonGroups)`,
      });
  });
});

/** The schema that editors check a policy file with; shipped as `policy.schema.json`, draft 2020-12. */
export function policyJsonSchema(): object {
  return z.toJSONSchema(policyObject, { io: 'input' });
}

/** @throws ConfigurationWrong naming each key, what was found and what is allowed. */
export function readPolicyFile(text: string, path: string): Policy {
  const { $schema: _, ...policy } = readJson(text, path, policyFileSchema);
  return policy;
}
