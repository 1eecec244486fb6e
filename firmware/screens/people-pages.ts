/** The pages about people: who it is, who is on duty, what the one before has left open. */
import { signedAmount } from '../rules/cash.ts';
import { HAND_OVER_NOTES } from '../rules/hand-over.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords } from '../rules/money-words.ts';
import { ROLES } from '../rules/people.ts';
import { ageWords } from '../rules/to-do.ts';
import type { Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import { type Block, choiceLine, fitBlocks, keys, must, pairCells, ranked, title, turned } from './page.ts';
import type { IdentificationView, PeopleView, ShiftView, SignInView } from './people-views.ts';

const SIGN_IN: Words = { zh: '签到上班', en: 'SIGN IN' };

/** Nobody is on duty, or the terminal is locked: what the first key begins. */
export function signInPrompt(locked: string | null): readonly Block[] {
  return locked === null
    ? must(
        { zh: '请签到', en: 'SIGN IN - TYPE YOUR NUMBER' },
        { zh: '编号 确认 密码 确认', en: 'THEN ENTER, PIN, ENTER' },
      )
    : must(
        { zh: `已锁定,${locked} 号当班`, en: `LOCKED - OPERATOR ${locked} ON DUTY` },
        { zh: '编号 确认 密码 确认', en: 'NUMBER, ENTER, PIN, ENTER' },
      );
}

/** Number or PIN, as it is typed, and what was wrong with it. */
export function identificationBlocks(view: IdentificationView, columns: number): readonly Block[] {
  const { state, roles, number, pinDigits, notice } = view;
  const [role] = roles;
  const who = roles.length === 1 && role !== undefined ? ROLES[role] : { zh: '操作员', en: 'operator' };
  const line =
    state === 'enteringNumber' || state === 'judgingNumber'
      ? pairCells(`${who.zh}编号 ${who.en.toUpperCase()} NO.`, number, columns)
      : pairCells(`${number} 号密码 PIN`, '*'.repeat(pinDigits), columns);
  return [...must(line), keys(GO_ON), ...noticeBlocks(notice)];
}

export function signInPage(view: SignInView, columns: number, room: number): readonly Block[] {
  const { identification, handOver } = view;
  if (identification !== null) return [title(SIGN_IN), ...identificationBlocks(identification, columns)];
  if (handOver === null) return [title(SIGN_IN)];
  const open = [...noteBlocks(view.note, columns), ...must(...openLines(handOver, view.nowMs, columns))];
  const all = fitBlocks(open, columns, room - 2);
  const { lines, mark } = turned(all, view.page, room - (all.length > room - 2 ? 1 : 2));
  return [
    title({ zh: '交接:请看清再确认', en: 'HAND-OVER' }, 3, '交接请看清'),
    ...must(...lines),
    mark === null
      ? keys({ zh: '确认=已知晓,开始上班', en: 'ENTER: SEEN' })
      : keys({ zh: `确认=已知晓 ${mark}`, en: 'ENTER: SEEN' }),
  ];
}

/** What the one before leaves open, and since when. */
function openLines(handOver: NonNullable<SignInView['handOver']>, nowMs: number, columns: number): readonly string[] {
  const row = (label: Words, count: number, sinceMs?: number): readonly string[] => {
    const age = sinceMs === undefined ? '' : ` (${ageWords(sinceMs, nowMs)})`;
    return count === 0 ? [] : [pairCells(`${label.zh} ${label.en}`, `${count}${age}`, columns)];
  };
  const { sinceMs: since = {}, preauths = 0, tasks = 0, cases = 0, drawer } = handOver;
  return [
    ...row({ zh: '欠小票', en: 'RECEIPTS' }, handOver.receipts, since.receipts),
    ...row({ zh: '待办退货', en: 'REFUNDS' }, handOver.promises, since.promises),
    ...row({ zh: '待冲正', en: 'REVERSALS' }, handOver.reversals, since.reversals),
    ...row({ zh: '待人工', en: 'TO RESOLVE' }, handOver.unresolved),
    ...row({ zh: '预授权未完成', en: 'PRE-AUTH OPEN' }, preauths, since.preauths),
    ...(drawer == null ? [] : [pairCells('钱箱应有 DRAWER', signedAmount(drawer.minor, drawer.currency), columns)]),
    ...row({ zh: '冻结', en: 'ON HOLD' }, handOver.freezes, since.freezes),
    ...row({ zh: '案例待收款', en: 'CASES OPEN' }, cases, since.cases),
    ...row({ zh: '待查差异', en: 'DIFFERENCES' }, tasks, since.tasks),
  ];
}

function noteBlocks(note: SignInView['note'], columns: number): readonly Block[] {
  if (note === null) return [];
  const sentences = note.notes.map(
    (code) => HAND_OVER_NOTES.find((known) => known.code === code) ?? { zh: code, en: '' },
  );
  return [
    ...must(...sentences.map(({ zh, en }) => ({ zh: `${note.operator} 号: ${zh}`, en }))),
    ...must(note.number === '' ? null : pairCells(`${note.operator} 号留言 NOTE`, note.number, columns)),
  ];
}

export function shiftPage(view: ShiftView, columns: number, room: number): readonly Block[] {
  const { figures, state } = view;
  const shift = pairCells(`当班 SHIFT ${view.shift}`, `#${view.operator}`, columns);
  switch (state) {
    case 'choosingNotes':
      return [
        title({ zh: '给下一班的留言', en: 'NOTE FOR THE NEXT' }, 3, '交班留言'),
        ...noteChoices(view, columns, room),
      ];
    case 'enteringNumber':
      return [
        ...ranked(2, shift),
        ...must(pairCells('号码 NUMBER', view.number, columns), {
          zh: '票号或电话,可不填',
          en: 'SLIP OR PHONE, OR NOTHING',
        }),
        keys(SIGN_OUT),
      ];
    default: {
      const { lines, mark } = turned(figures === null ? [] : figureLines(figures, columns), view.page, room - 2);
      const choice = { zh: `1=交班 2=锁屏${mark === null ? '' : ` ${mark}`}`, en: '1 SIGN OUT  2 LOCK' };
      return [...must(shift, ...lines), keys(choice)];
    }
  }
}

function noteChoices({ notes, page }: ShiftView, columns: number, room: number): readonly Block[] {
  const tick = (code: string) => (notes.includes(code) ? '√' : ' ');
  const all = HAND_OVER_NOTES.map(({ code, zh, en }, i) => choiceLine(`${tick(code)}${i + 1} ${zh}`, en, columns));
  const { lines, mark } = turned(all, page, room - 1);
  return [...must(...lines), mark === null ? keys(SIGN_OUT) : keys({ zh: `确认=交班 ${mark}`, en: 'ENTER sign out' })];
}

const SIGN_OUT: Words = { zh: '确认=交班 取消=返回', en: 'ENTER sign out  ESC back' };

function figureLines(figures: NonNullable<ShiftView['figures']>, columns: number): readonly string[] {
  const { totals, cash, declined, unknown, reprints, drawer } = figures;
  return [
    ...totals.map(({ kind, count, sumMinor, currency }) =>
      pairCells(
        `${KIND_WORDS[kind].zh} ${KIND_WORDS[kind].en}`,
        `${count}  ${amountWords(sumMinor, currency)}`,
        columns,
      ),
    ),
    ...cash.map(({ currency, minor }) => pairCells('其中现金 CASH', signedAmount(minor, currency), columns)),
    pairCells('拒绝/未知 DECLINED', `${declined}/${unknown}`, columns),
    pairCells('重打/钱箱 REPRINTS', `${reprints}/${drawer}`, columns),
  ];
}

const ACTS: Readonly<Record<PeopleView['act'], Words>> = {
  register: { zh: '登记新人', en: 'REGISTER' },
  newPin: { zh: '改密码', en: 'NEW PIN' },
  unlock: { zh: '解锁', en: 'UNLOCK' },
  dismiss: { zh: '注销', en: 'DISMISS' },
};

export function peoplePage(view: PeopleView, columns: number): readonly Block[] {
  const { identification, state, first, act, number, pinDigits, repeatedDigits, notice } = view;
  const people = title({ zh: '人员', en: 'PEOPLE' });
  if (identification !== null) return [people, ...identificationBlocks(identification, columns)];
  const name = first
    ? title({ zh: '首次开机:登记主管', en: 'FIRST START: THE MANAGER' }, 3, '登记主管')
    : title(ACTS[act]);
  switch (state) {
    case 'choosing':
      return [people, ...choices(view), ...noticeBlocks(notice)];
    case 'choosingRole':
      return [name, keys({ zh: '1=收银员 2=主管 3=技术员', en: '1 CASHIER 2 MANAGER 3 TECHNICIAN' })];
    case 'confirming':
      return [name, ...must({ zh: `注销 ${number} 号? 不能恢复`, en: `DISMISS ${number}? FOR GOOD` }), keys(GO_ON)];
    case 'enteringPin':
    case 'repeatingPin':
      return [
        name,
        ...must(
          state === 'enteringPin'
            ? pairCells(`${number} 号新密码 PIN`, '*'.repeat(pinDigits), columns)
            : pairCells('再输一次 AGAIN', '*'.repeat(repeatedDigits), columns),
        ),
        keys(GO_ON),
        ...noticeBlocks(notice),
      ];
    default:
      return [name, ...must(pairCells('编号 NUMBER 1-999', number, columns)), keys(GO_ON), ...noticeBlocks(notice)];
  }
}

const GO_ON: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

function choices({ by }: PeopleView): readonly Block[] {
  const own: Words = { zh: '0 改自己的密码', en: '0 MY PIN' };
  return by?.role === 'manager'
    ? must({ zh: '1 登记 2 改密码', en: '1 NEW 2 PIN' }, { zh: '3 解锁 4 注销', en: '3 UNLOCK 4 DISMISS' }, own)
    : must(own);
}
