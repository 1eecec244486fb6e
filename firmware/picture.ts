/** What people see of the till: machines, journal, policy, line and exercise → one view → the cashier's and the customer's screen. */
import type { Acquirer } from '../drivers/acquirer/acquirer.ts';
import type { Clock } from '../drivers/link/link.ts';
import type { Journal } from '../storage/journal/journal.ts';
import type { TerminalFile } from './configuration/terminal-file.ts';
import type { deviceEffects } from './effects/device-effects.ts';
import type { LinkWatch } from './effects/link-watch.ts';
import type { PolicyInForce } from './effects/policy-in-force.ts';
import type { Practice } from './effects/practice.ts';
import type { RunningTerminal } from './machines/start-terminal.ts';
import { tillView } from './machines/till-view.ts';
import { dateAndTime } from './receipts/civil-time.ts';
import { batchRoom } from './rules/batch-room.ts';
import { renderCashierScreen } from './screens/cashier.ts';
import { renderCustomerDisplay } from './screens/customer.ts';
import type { TillView } from './screens/till-view.ts';

/** Of what the till is made of: what is looked at here. */
export interface PictureParts {
  readonly file: TerminalFile;
  readonly journal: Journal;
  readonly stamp: () => { readonly atMs: number };
  readonly utcOffsetMinutes: (atMs: number) => number;
}

type LinkView = Omit<TillView['acquirer'], 'state'>;

/** The line to the bank, as last heard, and how much more the open batch takes. */
export function linkView(
  { signedOn, terms }: Acquirer,
  watch: LinkWatch,
  { utcOffsetMinutes, journal }: PictureParts,
): LinkView {
  const { is: line, sinceMs } = watch.line;
  const time = (atMs: number): string => dateAndTime({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) });
  const room = batchRoom(journal.counters().batchCount, terms.batchLimit);
  return { signedOn, line, lineSince: sinceMs === null ? null : time(sinceMs), batchRoom: room };
}

/** What the screens are drawn from, as it is now. */
export function viewOf(
  parts: PictureParts,
  terminal: RunningTerminal,
  link: LinkView,
  inForce: PolicyInForce,
  practice: Practice | null,
): TillView {
  const { journal, file } = parts;
  const { merchant, tid, mode, currency } = file.terminal;
  const shop = {
    merchant,
    tid,
    mode,
    currency,
    rollLengthMm: inForce.policy.roll.lengthMm,
    policyProblem: inForce.problem,
    backupHours: file.backup.everyHours,
    exercise: practice?.exercises.underWay() ?? null,
  };
  return tillView(terminal.snapshot(), shop, journal, link, {
    nowMs: parts.stamp().atMs,
    text: (atMs) => dateAndTime({ atMs, utcOffsetMinutes: parts.utcOffsetMinutes(atMs) }),
  });
}

/**
 * What a picture shows of the journal, the policy and an exercise, as something that changes when they do. It is asked at every step, also at the one at
 * which the journal died: nothing here may throw and so keep the page that says it from the screen (museum: terminal-file-error).
 */
export function behindTheMachines(journal: Journal, { problem }: PolicyInForce, practice: Practice | null): string {
  const exercise = practice === null ? '' : JSON.stringify(practice.exercises.underWay());
  return `${journal.revision()} ${problem ?? ''} ${exercise}`;
}

/** Draws both screens. */
export function paint(
  view: () => TillView,
  { showCashier, showCustomer }: ReturnType<typeof deviceEffects>,
  practice: Practice | null,
): void {
  // An exercise sees what a person sees, and may have come to its end by it.
  practice?.exercises.looked(view());
  const picture = view();
  showCashier((size) => renderCashierScreen(picture, size));
  showCustomer(renderCustomerDisplay(picture));
}

/** Many steps make one picture: drawn after the present event has been dealt with. */
export function onceAfter(clock: Clock, run: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    clock.after(0, () => {
      due = false;
      run();
    });
  };
}
