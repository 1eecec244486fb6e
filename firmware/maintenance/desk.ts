/**
 * What the commands act on, as the firmware hands it in (`../effects/maintenance-*.ts`). Everything here returns at once; what takes time comes
 * back as a `Report`. Nothing here shows a secret.
 */
import type { TrackState } from '../../drivers/card-reader/card-reader.ts';
import type { LayerResult } from '../../drivers/link/network-probe.ts';
import type { PrinterStatus, PrintLine } from '../../drivers/printer/printer.ts';
import type { Journal, Verdict as JournalVerdict } from '../../storage/journal/journal.ts';
import type { RebuildVerdict } from '../../storage/journal/rebuild.ts';
import type { Verdict, Words } from '../rules/verdict.ts';
import type { TillView } from '../screens/till-view.ts';
import type { Outcome } from './outcome.ts';

/** Something that a command waits for has happened. */
export type Report =
  | {
      readonly is: 'slip';
      readonly how: 'printed' | 'held' | 'resumed' | 'not-printed' | 'unknown';
      readonly detail: string;
    }
  | { readonly is: 'drawer'; readonly executed: boolean | 'unknown' }
  | {
      readonly is: 'card';
      readonly maskedPan: string;
      readonly entryMode: string;
      readonly serviceCode: string | null;
      readonly encrypted: boolean;
    }
  | {
      readonly is: 'unreadable';
      readonly tracks: readonly [TrackState, TrackState, TrackState];
      readonly advice: string;
    }
  | { readonly is: 'key'; readonly name: string }
  | { readonly is: 'code'; readonly code: string; readonly symbology: string | null }
  /** The cashier has taken the counter back, or nobody did anything for too long. */
  | { readonly is: 'counter-returned' }
  | { readonly is: 'verified'; readonly verdict: JournalVerdict }
  | { readonly is: 'rebuilt'; readonly verdict: RebuildVerdict }
  | { readonly is: 'aside-failed'; readonly why: string }
  | { readonly is: 'layer'; readonly result: LayerResult }
  | { readonly is: 'network-done' };

/** Who may do what. A wrong PIN counts at once and durably. */
export interface PeopleDesk {
  login(operator: string, pin: string): Verdict<{ readonly operator: string }>;
  /** A second person, a manager, not the technician. */
  approve(operator: string | null, pin: string, except: string): Verdict<{ readonly operator: string }>;
}

/** What the technician does, in the journal under his number. */
export interface RecordDesk {
  loggedIn(who: string, by: 'pin' | 'challenge'): void;
  loggedOut(who: string, why: string): void;
  commanded(who: string, command: string, given: Readonly<Record<string, string>>): void;
  ended(who: string, command: string, outcome: Outcome): void;
}

/** What the trade lends. */
export interface TradeDesk {
  /** Nobody is being served. */
  isIdle(): boolean;
  /** Nor is a slip or a message to the acquirer under way. */
  isQuiet(): boolean;
  /** False: somebody is being served. */
  takeCounter(who: string, what: Words): boolean;
  /** False: a slip is in the printer, or there is no printer. */
  lendPrinter(): boolean;
  /** Everything that was taken or lent, to be called however a command ended. */
  giveBack(): void;
}

export interface DeviceDesk {
  status(): PrinterStatus | null;
  /** Prints on lent paper; a `slip` report follows. */
  print(who: string, what: string, lines: readonly PrintLine[]): 'accepted' | 'refused';
}

/** Work beside the trade, on a connection to the journal of its own. */
export interface AsideDesk {
  verify(): void;
  rebuild(): void;
}

/** What does not change while the terminal runs. */
export interface TerminalAbout {
  readonly tid: string;
  readonly mid: string;
  readonly merchant: string;
  readonly mode: TillView['mode'];
  readonly version: string;
  readonly runtime: string;
  readonly startedAtMs: number;
  /** The acquirer's dialect and address. */
  readonly acquirer: string;
  readonly columns: 48 | 32;
}

export interface Desk {
  readonly about: TerminalAbout;
  /** For reading; entries are written by the desks below. */
  readonly journal: Journal;
  readonly look: () => TillView;
  /** Epoch milliseconds, as the next entry would have them. */
  readonly nowMs: () => number;
  readonly clockQuality: () => string;
  /** `2026-11-21 13:45:07`, local. */
  readonly time: (atMs: number) => string;
  readonly people: PeopleDesk;
  readonly record: RecordDesk;
  readonly trade: TradeDesk;
  readonly devices: DeviceDesk;
  readonly aside: AsideDesk;
}
