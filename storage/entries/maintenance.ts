/** What a technician did on the maintenance port. The operator of these entries is the technician; no PIN and no code stands here. */
import type { SlipNumber } from '../facts.ts';

type Of<Type extends string, Body> = { readonly type: Type; readonly txn: null; readonly body: Body };

export type MaintenanceDraft =
  | Of<'maintenance.loggedIn', { readonly by: 'pin' | 'challenge' }>
  /** `why`: `logout`, `idle`, or what became of the line. */
  | Of<'maintenance.loggedOut', { readonly why: string }>
  /** Written before the command begins. `given`: what was typed behind it, but for secrets. */
  | Of<'maintenance.commanded', { readonly command: string; readonly given: Readonly<Record<string, string>> }>
  /** Without it: the power went, or the terminal was ended by the command itself. */
  | Of<
      'maintenance.ended',
      { readonly command: string; readonly outcome: 'ok' | 'failed' | 'given-up'; readonly why: string | null }
    >
  /** One key of terminal.json, or all of it (`*`); secrets are stars. The text before is kept as `version`. */
  | Of<
      'maintenance.configured',
      { readonly key: string; readonly before: string; readonly after: string; readonly version: number }
    >
  /** The terminal's time was set: entries before it have another time than those behind it. */
  | Of<'maintenance.clockSet', { readonly fromMs: number; readonly toMs: number; readonly offsetMs: number }>
  /** Something that wears out was looked after: it is counted from here. */
  | Of<'maintenance.serviced', { readonly counter: string }>
  /** A copy of the journal that was opened and verified, or not. */
  | Of<
      'maintenance.backedUp',
      { readonly folder: string; readonly entries: number; readonly headHash: string; readonly ok: boolean }
    >
  /** The schedule's attempt came to nothing; it tries again at the next rest. */
  | Of<'maintenance.backupFailed', { readonly why: string }>
  /** The next start does it, before it opens the journal. */
  | Of<
      'maintenance.nextStart',
      { readonly what: 'restore' | 'reset' | 'restart' | 'stop' | 'reboot'; readonly detail: string }
    >
  /** A wrong answer to a challenge (break-glass); counts towards a wait. */
  | Of<'maintenance.refused', { readonly failures: number }>
  /** A slip that is no receipt: its number is spent before the first byte, like any other's. */
  | Of<'maintenance.slipStarted', { readonly slip: SlipNumber; readonly what: string }>
  | Of<
      'maintenance.slipEnded',
      { readonly slip: SlipNumber; readonly outcome: 'printed' | 'not-printed' | 'unknown'; readonly detail: string }
    >;
