/** From the snapshot of a conversation to what its page is drawn from. Reads, decides nothing. */
import type { SnapshotFrom } from 'xstate';
import { batchRoomWords } from '../rules/batch-room.ts';
import { caseCode } from '../rules/case-status.ts';
import { consentNeeded } from '../rules/consent.ts';
import { REASONS_ON_DIGITS, reasonWords } from '../rules/reasons.ts';
import { allowanceMinor } from '../rules/refund-limits.ts';
import type { AmountCheckView } from '../screens/amount-check-lines.ts';
import type { FlowView } from '../screens/till-view.ts';
import type { amountCheckMachine } from './amount-check.ts';
import { mayBeMissed } from './case-desk.ts';
import type { CONVERSATIONS, ConversationName } from './conversations.ts';
import { mayGoOnceMore } from './giving-back.ts';
import { basketView, returnView } from './goods-views.ts';
import { identificationOf } from './identification-view.ts';
import { lineOf } from './reference-view.ts';
import { reasonsOf } from './refund-control.ts';
import { unreferencedView } from './unreferenced-view.ts';

type Snapshot<Name extends ConversationName> = SnapshotFrom<(typeof CONVERSATIONS)[Name]>;
type Views = {
  readonly [Name in ConversationName]: (
    flow: Snapshot<Name>,
    currency: string,
    timeText: (atMs: number) => string,
  ) => FlowView;
};

const VIEWS: Views = {
  sale: saleView,
  preauth: saleView,
  balance: saleView,
  preauthFollowUp: preauthFollowUpView,
  basket: basketView,
  lookup: lookupView,
  return: returnView,
  timeline: timelineView,
  alternative: alternativeView,
  refund: refundView,
  unreferenced: (flow) => unreferencedView(flow, amountCheckOf(flow)),
  reprint: reprintView,
  settlement: settlementView,
  resolution: resolutionView,
  service: serviceView,
  handSlips: handSlipsView,
  paperBack: paperBackView,
  people: peopleView,
  shift: shiftView,
  drawerCount: drawerCountView,
  caseDesk: caseDeskView,
  help: helpView,
  freeze: freezeView,
  toDo: toDoView,
  training: trainingView,
  exercises: exercisesView,
  xReport: xReportView,
  signIn: signInView,
};

/** @param currency of the shop, for amounts of which nothing is known yet */
export function conversationView(
  name: ConversationName,
  flow: unknown,
  currency: string,
  timeText: (atMs: number) => string,
): FlowView {
  // The name and the machine of its snapshot were opened as one pair.
  return (VIEWS[name] as (flow: unknown, currency: string, timeText: (atMs: number) => string) => FlowView)(
    flow,
    currency,
    timeText,
  );
}

/** A large amount is typed once more, or an unusual one asked about; null while it is not. */
function amountCheckOf(flow: { readonly children: object }): AmountCheckView | null {
  const { amountCheck } = flow.children as { amountCheck?: { getSnapshot(): unknown } };
  if (amountCheck === undefined) return null;
  const { value, context } = amountCheck.getSnapshot() as SnapshotFrom<typeof amountCheckMachine>;
  return { state: String(value), typed: context.typed, question: context.question };
}

function signInView(flow: Snapshot<'signIn'>): FlowView {
  const { handOver, note, nowMs, page } = flow.context;
  return {
    at: 'signIn',
    state: String(flow.value),
    identification: identificationOf(flow),
    handOver,
    note,
    nowMs,
    page,
  };
}

function shiftView(flow: Snapshot<'shift'>): FlowView {
  return { at: 'shift', state: String(flow.value), ...flow.context };
}

function peopleView(flow: Snapshot<'people'>): FlowView {
  const { first, by, act, number, pin, repeated, notice } = flow.context;
  const digits = { pinDigits: pin.length, repeatedDigits: repeated.length };
  const identification = identificationOf(flow);
  return { at: 'people', state: String(flow.value), first, identification, by, act, number, ...digits, notice };
}

function settlementView(flow: Snapshot<'settlement'>): FlowView {
  const { status, notice, page } = flow.context;
  return { at: 'settlement', state: String(flow.value), status, identification: identificationOf(flow), notice, page };
}

function serviceView(flow: Snapshot<'service'>): FlowView {
  const { technician, what } = flow.context;
  return { at: 'service', technician, what };
}

function resolutionView(flow: Snapshot<'resolution'>): FlowView {
  const { item, waiting, choice, evidence, notice } = flow.context;
  return {
    at: 'resolution',
    state: String(flow.value),
    item,
    waiting,
    choice,
    evidence,
    identification: identificationOf(flow),
    notice,
  };
}

function lookupView(flow: Snapshot<'lookup'>, _: string, timeText: (atMs: number) => string): FlowView {
  const { typed, hits, chosen, notice, withoutSale } = flow.context;
  return {
    at: 'lookup',
    offersWithoutSale: withoutSale !== null,
    state: String(flow.value),
    typed,
    hits: hits.map(({ by, original }) => ({ by, original, at: timeText(original.createdAtMs) })),
    opened: chosen !== null,
    arrival:
      chosen?.arrival == null ? null : { ...chosen.arrival, day: timeText(chosen.arrival.expectedMs).slice(0, 10) },
    notice,
  };
}

function timelineView(flow: Snapshot<'timeline'>, _: string, timeText: (atMs: number) => string): FlowView {
  const { of, payee, at, lines, printing } = flow.context;
  return {
    at: 'timeline',
    of,
    payee,
    first: at,
    lines: lines.map((line) => ({ ...line, at: timeText(line.atMs) })),
    printing,
  };
}

function saleView(flow: Snapshot<'sale'>): FlowView {
  const { typed, amountMinor, currency, notice, trouble, advice, maskedPan, pinTrouble, submitted, decision, eSlip } =
    flow.context;
  const { kind, takesCodes, balance, partMinor, given, cash, drawn } = flow.context;
  return {
    at: 'sale',
    drawn,
    kind,
    takesCodes,
    balance,
    partMinor,
    given,
    cash,
    state: String(flow.value),
    typed,
    amountMinor,
    currency,
    notice,
    trouble,
    advice,
    maskedPan,
    pinTrouble,
    submitted,
    decision,
    eSlip,
    check: amountCheckOf(flow),
    identification: identificationOf(flow),
  };
}

function preauthFollowUpView(flow: Snapshot<'preauthFollowUp'>): FlowView {
  const { waiting, found, acts, act, amountMinor, completionLimitPercent, submitted, decision } = flow.context;
  const isKnown = found?.kind === 'preauth' || found?.kind === 'completion';
  return {
    at: 'preauthFollowUp',
    state: String(flow.value),
    ...lineOf(flow),
    waiting,
    // What cannot be dealt with here is shown as a notice on the first page.
    found:
      found !== null && isKnown && acts.length > 0 ? { ...found, kind: found.kind as 'preauth' | 'completion' } : null,
    acts,
    act,
    amountMinor,
    limitPercent: completionLimitPercent,
    submitted,
    decision,
  };
}

function refundView(flow: Snapshot<'refund'>, _: string, timeText: (atMs: number) => string): FlowView {
  const {
    typed,
    amountMinor,
    original,
    others,
    road,
    cause,
    waitedSeconds,
    network,
    selfTest,
    reason,
    trouble,
    phone,
    notice,
    submitted,
    decision,
    deferredNow,
    deferred,
    closedFile,
  } = flow.context;
  return {
    at: 'refund',
    state: typeof flow.value === 'string' ? flow.value : (Object.keys(flow.value)[0] ?? ''),
    typed,
    amountMinor,
    original: {
      ...original,
      ...(original.overdueMs === undefined ? {} : { overdue: timeText(original.overdueMs).slice(0, 10) }),
    },
    others,
    currency: original.currency,
    road,
    cause,
    waitedSeconds,
    network,
    selfTest,
    reason,
    trouble,
    phone,
    notice,
    promised: deferred !== null,
    closedFile: closedFile === null ? null : caseCode(closedFile),
    submitted,
    decision,
    deferredNow,
    offersSale:
      flow.context.goods?.outcome === 'exchange'
        ? 'exchange'
        : flow.context.reason === 'wrong-party'
          ? 'right-party'
          : null,
    goods: flow.context.goods,
    mayRepeat: mayGoOnceMore(flow.context),
    needsCard: flow.context.needsCard,
    bounds: boundsOf(flow),
  };
}

function boundsOf(flow: Snapshot<'refund'>) {
  const { control, policy, group, second, reason, amountMinor } = flow.context;
  return {
    allowanceMinor: allowanceMinor(control.given, policy),
    check: amountCheckOf(flow),
    reasons: reasonsOf(policy.reasons, group),
    more: policy.reasons.length > REASONS_ON_DIGITS,
    groups: policy.reasonGroups,
    reason: reason === null ? null : reasonWords(reason, policy.reasons),
    consent: consentNeeded(amountMinor, policy),
    second: second?.why ?? null,
    identification: identificationOf(flow),
  };
}

function reprintView(flow: Snapshot<'reprint'>): FlowView {
  const { found, duplicate } = flow.context;
  return { at: 'reprint', state: String(flow.value), ...lineOf(flow), found, duplicate };
}

function handSlipsView(flow: Snapshot<'handSlips'>): FlowView {
  const { typed, slip, first, entered, operator, currency, notice } = flow.context;
  return { at: 'handSlips', state: String(flow.value), typed, slip, first, entered, operator, currency, notice };
}

function paperBackView(flow: Snapshot<'paperBack'>): FlowView {
  const { survey, typed, differences, at, currency, notice } = flow.context;
  return {
    at: 'paperBack',
    shown: at,
    state: String(flow.value),
    survey,
    typed,
    differences,
    identification: identificationOf(flow),
    currency,
    notice,
  };
}

function toDoView(flow: Snapshot<'toDo'>): FlowView {
  const { items, nowMs, chosen, ending, notice, page } = flow.context;
  return {
    at: 'toDo',
    state: String(flow.value),
    items,
    nowMs,
    chosen,
    ending,
    identification: identificationOf(flow),
    notice,
    page,
  };
}

function drawerCountView(flow: Snapshot<'drawerCount'>): FlowView {
  const { currency, typed, expectedMinor, countedMinor, judged, notice } = flow.context;
  const { differenceMinor } = judged;
  const counted = { currency, typed, expectedMinor, countedMinor, differenceMinor, notice };
  return { at: 'drawerCount', state: String(flow.value), ...counted };
}

function freezeView(flow: Snapshot<'freeze'>): FlowView {
  const { refusal, items, nowMs, looksFor, typed, subject, notice } = flow.context;
  const identification = identificationOf(flow);
  const asked = { looksFor, typed, subject, identification, notice };
  return { at: 'freeze', state: String(flow.value), refusal, items, nowMs, ...asked };
}

function trainingView(flow: Snapshot<'training'>): FlowView {
  const { results, page, refusal } = flow.context;
  const identification = identificationOf(flow);
  return { at: 'training', state: String(flow.value), identification, results, page, notice: refusal };
}

function exercisesView(flow: Snapshot<'exercises'>): FlowView {
  const { choices, page, chosen, underWay, result, printed, refusal } = flow.context;
  const identification = identificationOf(flow);
  const shown = { choices, page, chosen, underWay, result, printed };
  return { at: 'exercises', state: String(flow.value), identification, ...shown, notice: refusal };
}

function xReportView(flow: Snapshot<'xReport'>): FlowView {
  const { alerts, figures, printed, page, room } = flow.context;
  return {
    ...{ at: 'xReport', state: String(flow.value), figures, printed, page, settles: room !== null },
    alerts: [...(room === null ? [] : [batchRoomWords(room)]), ...alerts.map(({ words }) => words)],
  };
}

function alternativeView(flow: Snapshot<'alternative'>): FlowView {
  const { kind, typed, costMinor, number, currency, notice, policy } = flow.context;
  const limitMinor = policy.alternatives.couponLimitMinor;
  return { at: 'alternative', state: String(flow.value), kind, typed, costMinor, limitMinor, number, currency, notice };
}

function caseDeskView(flow: Snapshot<'caseDesk'>, _currency: string, timeText: (atMs: number) => string): FlowView {
  const { found } = flow.context;
  const { typed, notice } = lineOf(flow);
  const state = String(flow.value);
  if (found === null) return { at: 'caseDesk', state, typed, found: null, notice };
  const { kind, amountMinor, currency, status, bring, expectedMs, file, rrn } = found;
  const day = (atMs: number) => timeText(atMs).slice(0, 10);
  const expected = expectedMs === null ? null : day(expectedMs);
  const known =
    file === null
      ? null
      : {
          ...{ number: file.number, reference: file.reference, remind: day(file.remindMs) },
          awaited: file.awaitedMs === null ? null : day(file.awaitedMs),
        };
  return {
    at: 'caseDesk',
    state,
    typed,
    found: { kind, amountMinor, currency, status, bring, expected, rrn, file: known, mayBeMissed: mayBeMissed(found) },
    notice,
  };
}

function helpView(flow: Snapshot<'help'>): FlowView {
  const { card, step, typed, phones, notice } = flow.context;
  return { at: 'help', state: String(flow.value), card, step, typed, phones, notice };
}
