/** The pages that keep a refund in bounds: amounts looked at twice, the reason by group, the second person. */
import type { NamedGroup, Reason } from '../rules/reasons.ts';
import type { Words } from '../rules/verdict.ts';
import { type AmountCheckView, amountCheckBlocks } from './amount-check-lines.ts';
import { type Block, choiceBlocks } from './page.ts';
import { identificationBlocks } from './people-pages.ts';
import type { IdentificationView } from './people-views.ts';

export interface RefundBounds {
  /** What is left before a second person is needed, in minor units. */
  readonly allowanceMinor: number;
  readonly check: AmountCheckView | null;
  /** On the digits from 1 on. */
  readonly reasons: readonly Reason[];
  readonly more: boolean;
  readonly groups: readonly NamedGroup[];
  /** Of the reason that was chosen, and whether the customer is asked. */
  readonly reason: Words | null;
  readonly consent: boolean;
  /** Why it takes a second person. */
  readonly second: Words | null;
  readonly identification: IdentificationView | null;
}

/** Null: the state is another page's. */
export function boundsBlocks(
  state: string,
  bounds: RefundBounds,
  currency: string,
  columns: number,
  room: number,
): readonly Block[] | null {
  const { check, second, identification, reasons } = bounds;
  switch (state) {
    case 'checkingAmount':
      return check === null ? [] : amountCheckBlocks(check, currency, columns);
    case 'choosingReason':
      return choiceBlocks([...reasons, ...(bounds.more ? [OTHERS] : [])], room);
    case 'choosingGroup':
      return choiceBlocks(bounds.groups, room);
    case 'choosingInGroup':
      return choiceBlocks(reasons, room);
    case 'approving':
      return [
        // A wrong PIN says more than why somebody is asked for.
        ...(second === null || identification?.notice != null
          ? []
          : [{ rank: 1, words: { zh: `! ${second.zh}`, en: second.en } } satisfies Block]),
        { rank: 2, words: { zh: '请第二个人输入', en: 'ANOTHER PERSON TYPES' } },
        ...(identification === null ? [] : identificationBlocks(identification, columns)),
      ];
    default:
      return null;
  }
}

const OTHERS: Words = { zh: '其他', en: 'Others' };
