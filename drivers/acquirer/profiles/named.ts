/** The profiles as `terminal.json` names them: `acquirer.profile`, and for `iso87` how its messages are spelled. */
import type { AcquirerProfile } from '../profile.ts';
import { type Iso87Encoding, iso87With } from './iso87.ts';
import { unionpay, unionpayWithEnquiry, withPartialApprovals } from './unionpay.ts';

/** In the order in which an error should list them. */
export const profileNames = ['unionpay', 'unionpay-enquiry', 'iso87'] as const;
export type ProfileName = (typeof profileNames)[number];

const PLAIN: Iso87Encoding = { digits: 'ascii', bitmap: 'hex', length: 'binary2' };

export interface ProfileChoice {
  readonly profile: ProfileName;
  /** For `iso87`; characters, hex bitmaps and a binary length if left out. */
  readonly encoding?: Iso87Encoding | undefined;
  /** Approving codes other than 00 that this host answers without a MAC; none if left out. */
  readonly unsealedApprovals?: readonly string[] | undefined;
  /** Whether this acquirer takes a refund with the card only; the table's own word if left out. */
  readonly refundNeedsCard?: boolean | undefined;
  /** A part of a sale may be approved; false if left out. Not of `iso87`, for which no place to say so is known. */
  readonly partialApproval?: boolean | undefined;
}

export function profileFor(choice: ProfileChoice): AcquirerProfile {
  const { profile, encoding, unsealedApprovals = [], partialApproval = false, refundNeedsCard } = choice;
  const named = tableOf(profile, encoding);
  const whole = partialApproval ? withPartialApprovals(named) : named;
  const table = refundNeedsCard === undefined ? whole : { ...whole, terms: { ...whole.terms, refundNeedsCard } };
  if (table.mac === null || unsealedApprovals.length === 0) return table;
  const dueOn = table.mac.dueOn.filter((code) => code === '00' || !unsealedApprovals.includes(code));
  return { ...table, mac: { ...table.mac, dueOn } };
}

function tableOf(profile: ProfileName, encoding: Iso87Encoding | undefined): AcquirerProfile {
  if (profile === 'unionpay') return unionpay;
  return profile === 'unionpay-enquiry' ? unionpayWithEnquiry : iso87With(encoding ?? PLAIN);
}
