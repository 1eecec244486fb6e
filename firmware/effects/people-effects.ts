/** What the conversation about people does: judges, journals, keeps the verifier of a PIN in the same durable transaction. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { JournalRefused } from '../../storage/journal/failures.ts';
import type { PinDraft } from '../../storage/journal/people-models.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { type Notice, said } from '../machines/flow.ts';
import type { PeopleAct } from '../machines/people.ts';
import { judgeNewNumber, judgeNewPin, ROLES } from '../rules/people.ts';
import { type Refusal, refuse } from '../rules/verdict.ts';
import type { Ports } from './ports.ts';

export function peopleEffects(ports: Ports): ConversationEffects['people'] {
  const { mode } = ports.terminal;
  return {
    judgeTarget: ({ self }, { act, number }) =>
      self.send({ type: 'target.judged', refusal: judgeTarget(ports, act, number) }),
    judgeNewPin: ({ self }, { operator, pin, repeated }) => {
      const verdict = judgeNewPin(pin, operator, mode);
      const differs = refuse(
        'pin-repeated',
        {},
        { zh: '两次输入不一样', en: 'The two do not agree' },
        { zh: '请重新输入', en: 'Type it again, twice' },
      );
      const refusal = !verdict.allowed ? verdict : pin === repeated ? null : differs;
      self.send({ type: 'newPin.judged', refusal });
    },
    savePerson: ({ self }, person) => {
      const { act, operator, pin } = person;
      const pins: PinDraft[] =
        pin === '' ? [] : [{ operator, pin, strength: mode === 'live' ? 'strong' : 'published' }];
      try {
        ports.journal.append([draftOf(ports, person)], ports.stamp(), pins);
        self.send({ type: 'people.saved', notice: SAVED[act] });
      } catch (error) {
        if (!(error instanceof JournalRefused)) throw error;
        self.send({ type: 'people.refused', refusal: refusedByJournal(error) });
      }
    },
  };
}

function judgeTarget({ journal }: Ports, act: PeopleAct, number: string): Refusal | null {
  if (act === 'register') {
    const verdict = judgeNewNumber(number, journal.operators());
    return verdict.allowed ? null : verdict;
  }
  const person = journal.operator(number);
  if (person !== null && !person.dismissed) return null;
  return refuse(
    'operator-unknown',
    { operator: number },
    { zh: `没有 ${number} 号操作员`, en: `There is no operator ${number}` },
    { zh: '核对编号', en: 'Check the number' },
  );
}

interface Saved {
  readonly act: PeopleAct;
  readonly operator: string;
  readonly role: 'cashier' | 'manager' | 'technician';
  readonly by: string;
}

function draftOf({ journal }: Ports, { act, operator, role, by }: Saved): EntryDraft {
  switch (act) {
    case 'register': {
      // A keypad has no letters: the role stands for the name until somebody types one elsewhere.
      const name = `${ROLES[role].zh} ${ROLES[role].en}`;
      return { type: 'operator.registered', txn: null, body: { operator, name, role, by } };
    }
    case 'newPin': {
      const person = journal.operator(operator);
      if (person === null) throw new Error(`there is no operator ${operator}`);
      const { name, role: as } = person;
      return { type: 'operator.changed', txn: null, body: { operator, name, role: as, newPin: true, by } };
    }
    case 'unlock':
      return { type: 'operator.unlocked', txn: null, body: { operator, by } };
    case 'dismiss':
      return { type: 'operator.dismissed', txn: null, body: { operator, by } };
  }
}

const SAVED: Readonly<Record<PeopleAct, Notice>> = {
  register: said('已登记', 'Registered'),
  newPin: said('密码已改', 'The PIN is changed'),
  unlock: said('已解锁', 'Unlocked'),
  dismiss: said('已注销,编号不再使用', 'Dismissed; the number is not given again'),
};

function refusedByJournal({ rule, message }: JournalRefused): Refusal {
  const why =
    rule === 'last-manager'
      ? { zh: '最后一位主管不能注销', en: 'The last manager stays' }
      : rule === 'on-duty'
        ? { zh: '此人当班中', en: 'This person is on duty' }
        : { zh: '账本拒绝', en: 'Refused by the journal' };
  const remedy =
    rule === 'last-manager'
      ? { zh: '请先登记另一位主管', en: 'Register another manager first' }
      : rule === 'on-duty'
        ? { zh: '先交班', en: 'Sign out first' }
        : { zh: message, en: rule };
  return refuse(rule, {}, why, remedy);
}
