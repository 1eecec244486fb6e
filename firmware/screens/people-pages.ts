/** The pages about people: who it is, who is on duty, what the one before has left open. */
import { HAND_OVER_NOTES } from '../rules/hand-over.ts';
import { ROLES } from '../rules/people.ts';
import type { Words } from '../rules/verdict.ts';
import { bothLanguages, pairCells } from './page.ts';
import type { IdentificationView, SignInView } from './people-views.ts';

const SIGN_IN: Words = { zh: '签到上班', en: 'SIGN IN' };

/** Nobody is on duty, or the terminal is locked: what the first key begins. */
export function signInPrompt(locked: string | null, columns: number): readonly string[] {
  return locked === null
    ? words(
        columns,
        { zh: '请签到', en: 'SIGN IN - TYPE YOUR NUMBER' },
        { zh: '编号 确认 密码 确认', en: 'THEN ENTER, PIN, ENTER' },
      )
    : words(
        columns,
        { zh: `已锁定,${locked} 号当班`, en: `LOCKED - OPERATOR ${locked} ON DUTY` },
        { zh: '编号 确认 密码 确认', en: 'NUMBER, ENTER, PIN, ENTER' },
      );
}

/** Number or PIN, as it is typed, and what was wrong with it. */
export function identificationLines(view: IdentificationView, columns: number): readonly string[] {
  const { state, roles, number, pinDigits, notice } = view;
  const [role] = roles;
  const who = roles.length === 1 && role !== undefined ? ROLES[role] : { zh: '操作员', en: 'operator' };
  const line =
    state === 'enteringNumber' || state === 'judgingNumber'
      ? pairCells(`${who.zh}编号 ${who.en.toUpperCase()} NO.`, number, columns)
      : pairCells(`${number} 号密码 PIN`, '*'.repeat(pinDigits), columns);
  return [
    line,
    ...words(columns, { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' }),
    ...(notice === null
      ? []
      : words(
          columns,
          { zh: `× ${notice.why.zh}`, en: notice.why.en },
          { zh: `→ ${notice.remedy.zh}`, en: notice.remedy.en },
        )),
  ];
}

export function signInPage(view: SignInView, columns: number): readonly string[] {
  const { identification, handOver, note } = view;
  if (identification !== null) return [...words(columns, SIGN_IN), ...identificationLines(identification, columns)];
  if (handOver === null) return words(columns, SIGN_IN);
  const row = (label: Words, count: number): readonly string[] =>
    count === 0 ? [] : [pairCells(`${label.zh} ${label.en}`, String(count), columns)];
  return [
    ...words(columns, { zh: '交接:请看清再确认', en: 'HAND-OVER' }),
    ...(note === null ? [] : noteLines(note, columns)),
    ...row({ zh: '欠小票', en: 'RECEIPTS' }, handOver.receipts),
    ...row({ zh: '待办退货', en: 'REFUNDS' }, handOver.promises),
    ...row({ zh: '待冲正', en: 'REVERSALS' }, handOver.reversals),
    ...row({ zh: '待人工', en: 'TO RESOLVE' }, handOver.unresolved),
    ...row({ zh: '冻结', en: 'HOLDS' }, handOver.holds),
    ...words(columns, { zh: '确认=已知晓,开始上班', en: 'ENTER: SEEN' }),
  ];
}

function noteLines(note: NonNullable<SignInView['note']>, columns: number): readonly string[] {
  const sentences = note.notes.map(
    (code) => HAND_OVER_NOTES.find((known) => known.code === code) ?? { zh: code, en: '' },
  );
  return [
    ...sentences.flatMap(({ zh, en }) => words(columns, { zh: `${note.operator} 号: ${zh}`, en })),
    ...(note.number === '' ? [] : [pairCells(`${note.operator} 号留言 NOTE`, note.number, columns)]),
  ];
}

function words(columns: number, ...parts: readonly Words[]): readonly string[] {
  return parts.flatMap((part) => bothLanguages(part, columns));
}
