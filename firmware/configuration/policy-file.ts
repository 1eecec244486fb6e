/** The `policy` file: what a shop allows; every key may be left out (design §8, §13). */
import { z } from 'zod';
import { DEFAULT_POLICY, type Policy } from '../rules/policy.ts';
import { readJson } from './terminal-file.ts';

const minor = z.number().int().min(0);
const count = z.number().int().min(1);
const name = z.string().regex(/^[a-z][a-z0-9-]{0,23}$/);
const defaults = DEFAULT_POLICY;

const reason = z.strictObject({
  code: name.describe('stands in the journal; never give one another meaning'),
  group: z.enum(['customer', 'merchant', 'third-party', 'system']),
  zh: z.string().min(1).max(20),
  en: z.string().min(1).max(30),
  manager: z.boolean().default(false).describe('takes a manager, whatever the amount'),
});

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

export const policyFileSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.string().min(1).max(40).default(defaults.version),
  saleLimitMinor: minor.default(defaults.saleLimitMinor),
  emergency: z
    .strictObject({
      perSaleLimitMinor: minor.default(defaults.emergency.perSaleLimitMinor),
      perOutageLimitMinor: minor.default(defaults.emergency.perOutageLimitMinor),
      perOutageCount: z.number().int().min(0).default(defaults.emergency.perOutageCount),
      perOutageHours: z.number().positive().default(defaults.emergency.perOutageHours),
    })
    .default(defaults.emergency),
  refund: z
    .strictObject({
      limitMinor: minor.default(defaults.refund.limitMinor),
      withoutPaper: z.enum(['ask', 'defer', 'now']).default(defaults.refund.withoutPaper),
      promiseHours: z.number().positive().default(defaults.refund.promiseHours),
      windowDays: count.default(defaults.refund.windowDays),
    })
    .default(defaults.refund),
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
    .refine((list) => new Set(list.map(({ code }) => code)).size === list.length, 'every code once')
    .default([...defaults.reasons]),
  people: z
    .strictObject({
      lockAfterIdleMinutes: z.number().int().min(0).max(1440).default(defaults.people.lockAfterIdleMinutes),
    })
    .default(defaults.people),
  watch: watch.default(defaults.watch),
});

/** The schema that editors check a policy file with; shipped as `policy.schema.json`, draft 2020-12. */
export function policyJsonSchema(): object {
  return z.toJSONSchema(policyFileSchema, { io: 'input' });
}

/** @throws ConfigurationWrong naming each key, what was found and what is allowed. */
export function readPolicyFile(text: string, path: string): Policy {
  const { $schema: _, ...policy } = readJson(text, path, policyFileSchema);
  return policy;
}
