/** The `policy` file: what a shop allows; every key may be left out (design §8, §13). */
import { z } from 'zod';
import { DEFAULT_POLICY, type Policy } from '../rules/policy.ts';
import { readJson } from './terminal-file.ts';

const minor = z.number().int().min(0);
const count = z.number().int().min(1);
const defaults = DEFAULT_POLICY;

export const policyFileSchema = z.strictObject({
  $schema: z.string().optional(),
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
});

/** @throws ConfigurationWrong naming each key, what was found and what is allowed. */
export function readPolicyFile(text: string, path: string): Policy {
  const { $schema: _, ...policy } = readJson(text, path, policyFileSchema);
  return policy;
}
