/** What the pages of a look-up and of a timeline are drawn from. */
import type { TimelineLine } from '../rules/timeline.ts';
import type { Words } from '../rules/verdict.ts';

export interface HitView {
  readonly by: string;
  readonly original: {
    readonly kind: string;
    readonly state: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly card: { readonly maskedPan: string };
    readonly rrn: string | null;
  };
  /** Local time, in words. */
  readonly at: string;
}

export interface LookupView {
  readonly at: 'lookup';
  readonly state: string;
  readonly typed: string;
  readonly hits: readonly HitView[];
  /** One was opened that cannot be given back: its timeline says why. */
  readonly opened: boolean;
  /** Of what was opened: when its money should be there; null: none is on its way. */
  readonly arrival: {
    readonly day: string;
    readonly isOver: boolean;
    readonly isMissed: boolean;
    readonly rrn: string | null;
  } | null;
  /** The policy has refunds that name no sale. */
  readonly offersWithoutSale: boolean;
  readonly notice: { readonly why: Words; readonly remedy: Words } | null;
}

export interface TimelineView {
  readonly at: 'timeline';
  readonly of: string;
  readonly payee: { readonly tid: string; readonly mid: string } | null;
  /** The first line on the screen, counted from 0. */
  readonly first: number;
  readonly lines: readonly (TimelineLine & { readonly at: string })[];
  readonly printing: boolean;
}
