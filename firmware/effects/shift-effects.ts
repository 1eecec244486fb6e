/** Signing in and out: who it is, what is open, the shift in the journal. Answers come back as events. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { HandOver, HandOverDebt } from '../../storage/entries/people.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { ActionsOf, ConversationEffects } from '../machines/conversations.ts';
import type { identificationMachine } from '../machines/identification.ts';
import { judgePerson, refuseSamePerson } from '../rules/people.ts';
import { drawerCount, missingCount } from './drawer-count-effects.ts';
import { checkPin, soleCandidate } from './people.ts';
import type { Ports } from './ports.ts';
import { peopleJournal } from './training-place.ts';

export function identificationEffects(ports: Ports): ActionsOf<typeof identificationMachine> {
  const journal = peopleJournal(ports);
  return {
    findPerson: ({ self }, { roles, except }) =>
      self.send({ type: 'person.expected', operator: soleCandidate(journal, roles, except) }),
    judgeNumber: ({ self }, { operator, roles, except }) => {
      const judged = except.includes(operator)
        ? refuseSamePerson(operator)
        : judgePerson(journal.operator(operator), operator, roles, ports.stamp().atMs);
      self.send({ type: 'number.judged', refusal: judged.allowed ? null : judged });
    },
    checkPin: ({ self }, question) => {
      const verdict = checkPin(ports, question);
      const { operator, role } = verdict.allowed ? verdict : { operator: '', role: 'cashier' as const };
      self.send(
        verdict.allowed
          ? { type: 'person.recognised', person: { operator, role } }
          : { type: 'person.refused', refusal: verdict },
      );
    },
  };
}

export function signInEffects(ports: Ports): ConversationEffects['signIn'] {
  const { journal } = ports;
  return {
    lookAtHandOver: ({ self }, { person }) => {
      const open = journal.shift();
      const resumes = open?.operator === person.operator;
      const left = open ?? journal.lastShift();
      const note =
        left === null || (left.notes.length === 0 && left.number === '')
          ? null
          : { operator: left.operator, notes: left.notes, number: left.number };
      const now = handOverNow(ports, left?.shift ?? null);
      // Who takes over counts the drawer next, without being told what should lie in it.
      const { drawer, ...blind } = now;
      const countsDrawer = open !== null && !resumes && drawerCount(ports, 'take-over') !== null;
      const handOver = countsDrawer ? blind : now;
      self.send({
        type: 'handOver.seen',
        resumes,
        handOver: note === null && isClear(handOver) ? null : handOver,
        note,
        nowMs: ports.stamp().atMs,
      });
    },
    openShift: ({ self }, { person, handOver }) => {
      const { operator, role } = person;
      const open = journal.shift();
      const stamp = { ...ports.stamp(), operator };
      const closed: EntryDraft[] =
        open === null
          ? []
          : [
              { type: 'shift.closed', txn: null, body: { shift: open.shift, notes: [], number: '', by: operator } },
              ...missingCount(ports, open.operator),
            ];
      const shift = (open ?? journal.lastShift())?.shift ?? 0;
      journal.append(
        [...closed, { type: 'shift.opened', txn: null, body: { shift: shift + 1, operator, role, handOver } }],
        stamp,
      );
      self.send({ type: 'shift.changed', tookOver: open !== null });
    },
    resumeShift: ({ self }) => {
      const shift = journal.shift();
      if (shift?.locked === true) {
        journal.append([{ type: 'shift.resumed', txn: null, body: { shift: shift.shift } }], ports.stamp());
      }
      self.send({ type: 'shift.changed', tookOver: false });
    },
  };
}

export function shiftEffects({ journal, stamp }: Ports): ConversationEffects['shift'] {
  return {
    lookAtFigures: ({ self }, { shift }) => {
      const figures = journal.shiftFigures(shift);
      if (figures === null) throw new Error(`there is no shift ${shift}`);
      self.send({ type: 'figures.seen', figures });
    },
    closeShift: ({ self }, body) => {
      const at = stamp();
      journal.append([{ type: 'shift.closed', txn: null, body: { ...body, by: at.operator } }], at);
      self.send({ type: 'shift.changed' });
    },
    lockShift: ({ self }, { shift }) => {
      journal.append([{ type: 'shift.locked', txn: null, body: { shift, why: 'asked' } }], stamp());
      self.send({ type: 'shift.changed' });
    },
  };
}

/** What is open now, with the age of the oldest of each, as the journal has it. */
function handOverNow({ journal, currency }: Pick<Ports, 'journal' | 'currency'>, from: number | null): HandOver {
  const drawer = journal.drawer(currency);
  const receipts = journal.copiesOwed();
  const promises = journal.deferredRefunds();
  const reversals = journal.reversals().filter(({ state }) => state !== 'armed');
  const unknownRefunds = journal.openOutcomes().filter(({ state }) => state === 'unknown').length;
  const [preauths, freezes, tasks] = [journal.preauthsInForce(), journal.freezes(), journal.tasks()];
  const cases = journal.openCases();
  const sinceMs: HandOver['sinceMs'] = {
    ...oldest('receipts', owedSince(journal.transaction(receipts[0]?.txn ?? ('' as TransactionId)))),
    ...oldest('promises', promises.map(sinceCreated)),
    ...oldest('reversals', reversals),
    ...oldest('preauths', preauths.map(sinceCreated)),
    ...oldest('freezes', freezes),
    ...oldest('tasks', tasks),
    ...oldest('cases', cases),
  };
  return {
    from,
    receipts: receipts.length,
    promises: promises.length,
    oldestPromiseMs: promises[0]?.createdAtMs ?? null,
    reversals: reversals.length,
    unresolved: reversals.filter(({ state }) => state === 'needsHuman').length + unknownRefunds,
    ...(drawer === null ? {} : { drawer: { currency, minor: drawer.expectedMinor } }),
    freezes: freezes.length,
    preauths: preauths.length,
    tasks: tasks.length,
    cases: cases.length,
    sinceMs,
  };
}

/** A copy is as old as what it is of. */
const owedSince = (row: TransactionRow | null) => (row === null ? [] : [sinceCreated(row)]);

const sinceCreated = ({ createdAtMs }: { readonly createdAtMs: number }) => ({ sinceMs: createdAtMs });

function oldest(debt: HandOverDebt, list: readonly { readonly sinceMs: number }[]): HandOver['sinceMs'] {
  return list.length === 0 ? {} : { [debt]: Math.min(...list.map(({ sinceMs }) => sinceMs)) };
}

function isClear(handOver: HandOver): boolean {
  const { receipts, promises, reversals, unresolved, freezes, preauths = 0, tasks = 0, cases = 0, drawer } = handOver;
  return (
    drawer === undefined && receipts + promises + reversals + unresolved + freezes + preauths + tasks + cases === 0
  );
}
