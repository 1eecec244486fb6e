/** Menu 5: paper and money that the terminal still owes. Nothing here moves money by itself: it asks the desks that do, or a second person. */
import type { TransactionId } from '../../storage/facts.ts';
import type { Call, Command } from './command.ts';
import { argument, optional, rows } from './command-rows.ts';
import type { Desk } from './desk.ts';
import { ask, askSecret, type Dialogue, next, poll, say } from './dialogue.ts';
import { amountText, transactionLine } from './journal-commands.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { batchRoomLines, debts } from './status-commands.ts';
import { fact, heading, speak, type Tongue } from './tongue.ts';

const RETRY_PATIENCE_MS = 90_000;
const PRINT_PATIENCE_MS = 90_000;
const LOOK_MS = 200;
const PIN = /^\d{4,12}$/;
/** A case number of the acquirer: shorter than a card number, so that none can be typed by mistake. */
const EVIDENCE = /^[0-9A-Za-z-]{1,12}$/;

export const MONEY_COMMANDS: readonly Command[] = rows(
  { path: '5.1', name: 'receipts owed', zh: '欠的小票', en: 'receipts owed', run: receipts },
  { path: '5.2', name: 'receipts print', zh: '现在补打', en: 'print them now', run: printNow },
  {
    path: '5.3',
    name: 'receipts reprint',
    zh: '重打印',
    en: 'a marked duplicate',
    args: [
      argument('txn', '交易号或票号', 'transaction or slip number'),
      optional('copy', 'merchant 商户', 'merchant or customer'),
    ],
    run: reprint,
  },
  { path: '5.4', name: 'refunds deferred', zh: '待办退货', en: 'refunds promised', run: deferred },
  { path: '5.5', name: 'reversals', zh: '冲正与未知退货', en: 'reversals, unknown refunds', run: reversals },
  { path: '5.6', name: 'reversals retry', zh: '立即再试', en: 'try now', run: retry },
  {
    path: '5.7',
    name: 'resolve',
    zh: '人工处理(主管)',
    en: 'resolve, with a manager',
    args: [argument('txn', '交易号', 'transaction')],
    typedWord: 'RESOLVE',
    run: resolve,
  },
  { path: '5.8', name: 'settlement', zh: '结算状态', en: 'settlement step', run: settlement },
  { path: '5.9', name: 'totals', zh: '批次合计', en: 'batch totals', run: totals },
);

function* receipts(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const owed = desk.journal.copiesOwed();
  yield* say(
    heading(tongue, { zh: '欠的小票', en: 'Receipts owed' }),
    ...owed.map(
      ({ copy, state, slip, proven, segments, owedSinceMs }) =>
        `  ${desk.time(owedSinceMs)} ${copy} ${state} slip ${slip ?? '-'} ${proven}/${segments}`,
    ),
    `  ${owed.length}`,
  );
  return OK;
}

function* printNow(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const before = desk.journal.copiesOwed().length;
  if (before === 0) return OK;
  desk.money.printNow();
  yield* say(speak(tongue, { zh: '补打中…', en: 'Printing …' }));
  const done = yield* poll(PRINT_PATIENCE_MS, LOOK_MS, () => (desk.journal.copiesOwed().length === 0 ? true : null));
  const left = desk.journal.copiesOwed().length;
  yield* say(fact(tongue, { zh: '还欠', en: 'still owed' }, left));
  return done === null ? failed('还有没打的,看打印机状态', 'some are still owed: see printer status') : OK;
}

function* reprint(desk: Desk, { given }: Call): Dialogue<Outcome> {
  const row = rowOf(desk, given['txn'] ?? '');
  if (row === null) return failed('没有这笔交易', 'no such transaction');
  const of = (given['copy'] ?? 'customer').startsWith('m') ? 'merchant' : 'customer';
  const n = desk.money.reprint(row.txn, of);
  if (typeof n !== 'number') return failed(n.refused, n.refused);
  yield* say(`${row.txn} ${of} 重打印 DUPLICATE ${n}`);
  return OK;
}

function rowOf({ journal }: Desk, typed: string) {
  const [bySlip] = /^\d{1,9}$/.test(typed) ? journal.find({ slip: Number(typed) }) : [];
  return bySlip ?? journal.transaction(typed as TransactionId);
}

function* deferred(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const promised = desk.journal.deferredRefunds();
  yield* say(
    heading(tongue, { zh: '待办退货', en: 'Refunds promised' }),
    ...promised.map(
      (row) => `  ${transactionLine(desk, row)} for ${row.promisedForMs === null ? '-' : desk.time(row.promisedForMs)}`,
    ),
    `  ${promised.length}`,
  );
  return OK;
}

function* reversals(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const owed = desk.journal.reversals();
  const unknown = desk.journal.openOutcomes().filter(({ state }) => state === 'unknown');
  yield* say(heading(tongue, { zh: '冲正', en: 'Reversals' }));
  for (const { txn, state, reason, attempts, sinceMs, lastAttemptAtMs } of owed) {
    const row = desk.journal.transaction(txn);
    yield* say(
      `  ${txn} ${state} reason ${reason} x${attempts} since ${desk.time(sinceMs)} last ${lastAttemptAtMs === null ? '-' : desk.time(lastAttemptAtMs)}`,
      ...(row === null ? [] : [`    ${transactionLine(desk, row)}`]),
    );
  }
  yield* say(heading(tongue, { zh: '结果未知的退货', en: 'Refunds of unknown outcome' }));
  for (const row of unknown) yield* say(`  ${transactionLine(desk, row)}`);
  yield* say(`  ${owed.length} + ${unknown.length}`);
  return OK;
}

function* retry(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const due = () => desk.journal.reversals().filter(({ state }) => state !== 'armed');
  const attempts = () => due().reduce((sum, row) => sum + row.attempts, 0);
  if (due().length === 0) {
    yield* say(speak(tongue, { zh: '没有待冲正', en: 'no reversal is owed' }));
    return OK;
  }
  const before = { count: due().length, attempts: attempts() };
  desk.money.callDuty();
  yield* say(speak(tongue, { zh: '正在冲正…', en: 'Reversing …' }));
  const lost = yield* untilTried(
    () =>
      due().length === 0 || ((due().length < before.count || attempts() > before.attempts) && desk.network.isResting()),
  );
  yield* say(...debts(desk, tongue));
  if (due().length === 0) return OK;
  return lost === null
    ? failed('收单行仍未确认', 'the acquirer has not acknowledged it')
    : failed('连不上收单行,先测网络', `the acquirer was not reached (${lost}): network test`);
}

/** Null: it has been tried. Else why not: the line, or nobody waited longer. */
function* untilTried(tried: () => boolean): Dialogue<string | null> {
  for (let waitedMs = 0; waitedMs < RETRY_PATIENCE_MS; ) {
    if (tried()) return null;
    const happened = yield* next(LOOK_MS);
    if (happened.is === 'key') return 'not waited for';
    if (happened.is === 'time') waitedMs += LOOK_MS;
    else if (happened.report.is === 'sign-on' && happened.report.how === 'silent')
      return tried() ? null : happened.report.detail;
  }
  return 'silent';
}

/** What only the acquirer knows, said by a person and signed by a second one (facts/acquirer §2.2 rules 5, 6). */
function* resolve(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const item = desk.money.unresolved().find(({ txn }) => txn === given['txn']);
  if (item === undefined) return failed('不在待处理之列', 'it does not wait for a person: see reversals');
  yield* say(
    `${item.what} ${item.kind} ${item.stan ?? '-'} ${item.maskedPan} ${amountText(item.amountMinor, item.currency)} x${item.attempts}`,
    ...desk.money.choices(item.what).map(({ zh, en }, i) => `  ${i + 1} ${speak(tongue, { zh, en })}`),
  );
  const choice =
    Number((yield* ask(`${speak(tongue, { zh: '收单行怎么说', en: 'What did the acquirer say' })}: `)) ?? 0) - 1;
  if (desk.money.choices(item.what)[choice] === undefined) return GIVEN_UP;
  const evidence = yield* ask(`${speak(tongue, { zh: '受理编号', en: "The acquirer's case number" })}: `);
  if (evidence === null || !EVIDENCE.test(evidence)) return failed('必须有受理编号', 'it takes a case number');
  const manager = yield* approved(desk, tongue, who);
  if (manager === null) return failed('没有主管签字', 'no manager has signed');
  const refused = desk.money.resolve(item.txn, choice, { who, manager, evidence });
  return refused === null ? OK : failed(`账本拒绝:${refused}`, `the journal refused: ${refused}`);
}

/** A second person, by number and PIN. Null: nobody has signed. */
export function* approved(desk: Desk, tongue: Tongue, except: string): Dialogue<string | null> {
  const operator = yield* ask(`${speak(tongue, { zh: '主管工号', en: "Manager's number" })}: `);
  if (operator === null) return null;
  const pin = yield* askSecret(`${speak(tongue, { zh: '主管密码', en: "Manager's PIN" })}: `, PIN);
  if (pin === null) return null;
  const verdict = desk.people.approve(operator, pin, except);
  if (verdict.allowed) return verdict.operator;
  yield* say(speak(tongue, verdict.why), speak(tongue, verdict.remedy));
  return null;
}

function* settlement(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const row = desk.journal.settlement();
  if (row === null) {
    yield* say(
      speak(tongue, {
        zh: '没有正在进行的结算;由主管在柜台发起。',
        en: 'None under way; a manager begins it at the counter.',
      }),
    );
    return OK;
  }
  const { batch, step, attempts, failures, refused, sinceMs, operator, exceptions } = row;
  yield* say(
    fact(tongue, { zh: '批次', en: 'batch' }, batch),
    fact(tongue, { zh: '步骤', en: 'step' }, `${step}  x${attempts}  failed in a row ${failures}`),
    fact(tongue, { zh: '自', en: 'since' }, `${desk.time(sinceMs)} by ${operator}`),
    fact(tongue, { zh: '被拒代码', en: 'refused with' }, refused ?? '-'),
    ...exceptions.map(({ txn, what }) => `  ${txn} ${what}`),
  );
  return OK;
}

function* totals(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const { batch, batchCount } = desk.journal.counters();
  yield* say(
    fact(tongue, { zh: '批次', en: 'batch' }, `${batch}  ${batchCount}`),
    ...batchRoomLines(desk.look(), tongue),
    ...desk.journal
      .totals()
      .map(
        (row) =>
          `  ${row.currency}  消费 sale ${row.saleCount} ${amountText(row.saleMinor, row.currency)}  撤销 void ${row.voidCount} ${amountText(row.voidMinor, row.currency)}  退货 refund ${row.refundCount} ${amountText(row.refundMinor, row.currency)}`,
      ),
  );
  return OK;
}
