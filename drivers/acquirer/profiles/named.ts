/** The profiles by the name that `terminal.json` gives them. */
import type { AcquirerProfile } from '../profile.ts';
import { iso87 } from './iso87.ts';
import { unionpay } from './unionpay.ts';

/** In the order in which an error should list them. */
export const profileNames = ['unionpay', 'iso87'] as const;
export type ProfileName = (typeof profileNames)[number];

const PROFILES: { readonly [name in ProfileName]: AcquirerProfile } = { unionpay, iso87 };

export const profileNamed = (name: ProfileName): AcquirerProfile => PROFILES[name];
