/**
 * What the commands act on, as the firmware hands it in (`../effects/technician/`). Everything here returns at once; what takes time comes
 * back as a `Report`. Nothing here shows a secret.
 */
import type { TrackState } from '../../drivers/card-reader/card-reader.ts';
import type { LayerResult } from '../../drivers/link/network-probe.ts';
import type { PrinterStatus, PrintLine } from '../../drivers/printer/printer.ts';
import type { CopyKind, TransactionId } from '../../storage/facts.ts';
import type { AsideJob, AsideResult } from '../../storage/journal/aside.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { FolderFiles } from '../../storage/settings/folder-files.ts';
import type { NextStart } from '../../storage/settings/next-start.ts';
import type { Resolution } from '../rules/resolutions.ts';
import type { Verdict, Words } from '../rules/verdict.ts';
import type { Alert } from '../rules/watch.ts';
import type { UnresolvedItem } from '../screens/manager-views.ts';
import type { TillView } from '../screens/till-view.ts';
import type { FilesDesk, Transferred } from './files-desk.ts';
import type { Outcome } from './outcome.ts';

export interface TrialIdentity {
  readonly name: string;
  readonly serial: string | null;
  readonly grade: string | null;
  readonly complaints: readonly string[];
}

/** Something that a command waits for has happened. */
export type Report =
  | {
      readonly is: 'slip';
      readonly slip: number;
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
      /** Null where there was no stripe. */
      readonly tracks: readonly [TrackState, TrackState, TrackState] | null;
    }
  | {
      readonly is: 'unreadable';
      readonly tracks: readonly [TrackState, TrackState, TrackState];
      readonly advice: string;
    }
  /** A device on trial has told who it is, or is gone. */
  | {
      readonly is: 'trial';
      readonly what: 'opened' | 'lost';
      readonly identity: TrialIdentity | null;
      readonly detail: string;
    }
  | { readonly is: 'key'; readonly name: string }
  | {
      readonly is: 'raw';
      readonly what: 'opened' | 'lost' | 'bytes';
      readonly shown: string;
      readonly detail: string;
    }
  /** One piece of traffic of a device that is traced; card data is masked. */
  | { readonly is: 'traffic'; readonly device: string; readonly from: 'host' | 'device'; readonly text: string }
  | { readonly is: 'code'; readonly code: string; readonly symbology: string | null }
  /** The cashier has taken the counter back, or nobody did anything for too long. */
  | { readonly is: 'counter-returned' }
  | { readonly is: 'aside'; readonly result: AsideResult }
  | { readonly is: 'layer'; readonly result: LayerResult }
  | { readonly is: 'network-done' }
  | {
      readonly is: 'echo';
      readonly verdict: 'ok' | 'failed' | 'skipped';
      readonly detail: string;
      readonly tookMs: number;
    }
  /** `detail`: the response code of an answer (DE 39), or what became of the line. */
  | { readonly is: 'sign-on'; readonly how: 'answered' | 'silent'; readonly detail: string }
  | Transferred;

/** Who may do what. A wrong PIN counts at once and durably. */
export interface PeopleDesk {
  login(operator: string, pin: string): Verdict<{ readonly operator: string }>;
  /** Break-glass: what the service centre is told; refused while a wait for wrong answers lasts. */
  challenge(): Verdict<{ readonly challenge: string }>;
  answer(response: string): Verdict<{ readonly operator: string }>;
  /** A second person, a manager, not the technician. */
  approve(operator: string | null, pin: string, except: string): Verdict<{ readonly operator: string }>;
}

/** What the technician does, in the journal under his number. */
export interface RecordDesk {
  loggedIn(who: string, by: 'pin' | 'challenge'): void;
  loggedOut(who: string, why: string): void;
  commanded(who: string, command: string, given: Readonly<Record<string, string>>): void;
  ended(who: string, command: string, outcome: Outcome): void;
  /** Another device in the place of `device` was tried before anybody uses it. */
  tried(who: string, device: string, identity: TrialIdentity, outcome: Outcome): void;
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
  /** Prints on lent paper, or with the printer on trial; `slip` reports with its number follow. */
  print(who: string, what: string, lines: readonly PrintLine[]): number | 'refused';
  /** Opened anew, as after a replug. */
  reopen(device: string): void;
  /** Somebody says that the cause of a jam or another error is gone: the printer goes on where it can. */
  recover(): void;
  /** The drawer of the printer; journaled before and after, a `drawer` report follows an accepted one. */
  pulseDrawer(who: string): 'accepted' | 'refused';
  /** The next card of a counter that was taken, or of the reader on trial; a `card` or `unreadable` report follows. */
  armReader(): boolean;
  /**
   * Opens the unknown device that stands in the place of the known one, on a connection of its own: a `trial` report follows. The till does not use
   * it meanwhile, nor afterwards. False: no other device stands there.
   */
  beginTrial(device: string): boolean;
  /** The till looks at the place again. Also part of `giveBack`. */
  endTrial(): void;
  /** The other device that stands there is the known one from now on, by the word of `who`. */
  accept(device: string, who: string): void;
  /** What the device shows on its glass, through a driver of its own; the device must be lent. */
  showPattern(device: string, lines: readonly string[]): boolean;
  /** The till lets go of the device. False: a slip is in it, or there is no such device. */
  lend(device: string): boolean;
  /** A line of one's own to a lent device; `raw` reports follow. False: it has no byte line. */
  openRaw(device: string): boolean;
  sendRaw(bytes: Uint8Array): boolean;
  /** Driver and address, as configured. */
  addressOf(device: string): string;
  /** `traffic` reports of this device from now on; null: none. */
  trace(device: string | null): void;
}

/** The way to the acquirer. */
export interface NetworkDesk {
  /** `layer` reports, then `network-done`. */
  probe(): void;
  /** One `echo` report. */
  echo(): void;
  /** The acquiring desk signs on at its next visit, which is now. */
  signOn(): void;
  /** No message to the acquirer is under way. */
  isResting(): boolean;
  system(): {
    readonly carriers: readonly { readonly name: string; readonly carries: boolean }[];
    readonly addresses: readonly string[];
    readonly gateway: string | null;
  };
}

/** What is owed, and who may say how it ended. */
export interface MoneyDesk {
  printNow(): void;
  /** @returns the number of the duplicate that is now owed, or the rule that refused it. */
  reprint(txn: TransactionId, of: CopyKind): number | { readonly refused: string };
  /** The acquiring desk looks for reversals that are due, now. */
  callDuty(): void;
  unresolved(): readonly UnresolvedItem[];
  choices(what: UnresolvedItem['what']): readonly Resolution[];
  /** @returns the journal's rule that refused it, null when it stands. */
  resolve(txn: TransactionId, choice: number, word: { who: string; manager: string; evidence: string }): string | null;
}

/** `terminal.json`; what is written takes effect at the next start. */
export interface ConfigurationDesk {
  text(): string;
  /** Why a terminal could not start with it; null when it could. */
  problem(text: string): string | null;
  /** Journaled, kept, written. `before` and `after` are shown in the journal: no secrets. */
  replace(
    who: string,
    text: string,
    change: { readonly key: string; readonly before: string; readonly after: string },
  ): number;
  versions(): readonly number[];
  version(number: number): string | null;
}

/** The machine under the terminal. */
export interface SystemDesk {
  /** The data folder. */
  readonly folder: string;
  facts(): { readonly memoryBytes: number; readonly freeBytes: number };
  clockOffsetMs(): number;
  /** Journaled; the terminal's time is `toMs` from now on. */
  setClock(who: string, toMs: number): void;
  /** Journaled; the terminal ends, and is started again but for `stop` and `reboot`. */
  nextStart(who: string, wish: NextStart | 'restart' | 'stop' | 'reboot'): void;
  /** What is then run on the machine below, in words; null: nothing is configured. */
  hostCommand(what: 'reboot' | 'stop'): string | null;
  /** Journaled: looked after, counted from here. */
  serviced(who: string, counter: string): void;
  backedUp(
    who: string,
    backup: { readonly folder: string; readonly entries: number; readonly headHash: string; readonly ok: boolean },
  ): void;
  readonly outgoing: FolderFiles;
  /** Names of the backups, oldest first. */
  backups(): readonly string[];
  /** Lines of the log, oldest first, of this life of the terminal. */
  logs(): readonly LogLine[];
}

/** Of what a line of the log tells. */
export const LOG_MODULES = ['money', 'paper', 'devices', 'people', 'tech', 'system'] as const;
export type LogModule = (typeof LOG_MODULES)[number];

export interface LogLine {
  /** Counts up; what is new since a look has a higher one. */
  readonly no: number;
  readonly atMs: number;
  readonly level: 'info' | 'warn';
  readonly module: LogModule;
  readonly text: string;
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
  /** Year, month, day, hour, minute, second of a local time; null where there is no such time. */
  readonly atLocal: (parts: readonly number[]) => number | null;
  /** What is odd about the shift that is open, or was the last. */
  readonly alerts: () => readonly Alert[];
  readonly people: PeopleDesk;
  readonly record: RecordDesk;
  readonly trade: TradeDesk;
  readonly devices: DeviceDesk;
  /** Work beside the trade, on a connection to the journal of its own; an `aside` report follows. */
  readonly aside: (job: AsideJob) => void;
  readonly configuration: ConfigurationDesk;
  readonly system: SystemDesk;
  readonly network: NetworkDesk;
  readonly money: MoneyDesk;
  readonly files: FilesDesk;
}
