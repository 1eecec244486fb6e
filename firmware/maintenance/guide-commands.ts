/** Menu 10: from what the shop says to the cause and the part. Each guide tries what it can try, asks what it cannot see, and says what to do. */
import type { TransactionId } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { causeOfCode } from '../rules/refund-causes.ts';
import { judgeOriginal } from '../rules/refundable.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Call, Command } from './command.ts';
import { argument, rows } from './command-rows.ts';
import type { Desk } from './desk.ts';
import { cardGuide, chineseGuide, paperGuide } from './device-guides.ts';
import { ask, type Dialogue, say } from './dialogue.ts';
import { type Diagnosis, found, guided, SOUND, UNFINISHED } from './guided.ts';
import { amountText, transactionLine } from './journal-commands.ts';
import { LAYERS, probed, signedOn } from './network-commands.ts';
import type { Outcome } from './outcome.ts';
import { fact, speak, type Tongue } from './tongue.ts';

export const GUIDE_COMMANDS: readonly Command[] = rows(
  { path: '10.1', name: 'guide paper', zh: '不出纸', en: 'nothing comes out', run: paperGuide },
  { path: '10.2', name: 'guide card', zh: '读不出卡', en: 'card not read', disturbs: 'counter', run: cardGuide },
  { path: '10.3', name: 'guide connection', zh: '连不上银行', en: 'no connection', run: connection },
  {
    path: '10.4',
    name: 'guide refund',
    zh: '退货显示无效',
    en: 'refund invalid',
    args: [argument('slip', '原交易票号', 'slip number of the sale')],
    run: refund,
  },
  { path: '10.5', name: 'guide chinese', zh: '中文打不出', en: 'does not print Chinese', run: chineseGuide },
);

function* connection(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  return yield* guided(tongue, () => connectionDiagnosis(desk, tongue));
}

function* connectionDiagnosis(desk: Desk, tongue: Tongue): Diagnosis {
  const broken = yield* probed(desk, tongue);
  if (broken === 'given-up') return UNFINISHED;
  if (broken !== null)
    return found(
      { zh: `${LAYERS[broken.layer].name.zh}不通`, en: `${LAYERS[broken.layer].name.en}: ${broken.detail}` },
      LAYERS[broken.layer].remedy,
    );
  const end = yield* signedOn(desk, tongue);
  if (end.is === 'signed on') return SOUND;
  return end.is === 'refused'
    ? found(
        { zh: `主机拒绝签到,应答码 ${end.detail}`, en: `the host refuses the sign-on with ${end.detail}` },
        { zh: '参数:请收单行核对终端号、商户号与密钥', en: 'parameters: the acquirer checks TID, MID and keys' },
      )
    : found(
        { zh: '主机不应答', en: `the host does not answer (${end.detail})` },
        { zh: '主机:请收单行看主机;到它的路都通', en: 'host: the acquirer looks at it; the way to it is clear' },
      );
}

/** Why a refund of this sale is refused, from what stands here and from what the acquirer has said. */
function* refund(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  let typed = given['slip'] ?? '';
  return yield* guided(tongue, function* (again): Diagnosis {
    const original = saleNamed(desk, typed);
    if (original !== null) return yield* refundDiagnosis(desk, tongue, original);
    if (again) typed = (yield* ask(`${speak(tongue, { zh: '票号', en: 'slip number' })}: `)) ?? typed;
    const second = again ? saleNamed(desk, typed) : null;
    if (second !== null) return yield* refundDiagnosis(desk, tongue, second);
    return found(
      { zh: `本机没有 ${typed} 号交易`, en: `this terminal has no sale ${typed}` },
      { zh: '小票:核对票号与终端号,或到原终端办理', en: 'the slip: its number and TID; else go to that terminal' },
    );
  });
}

function saleNamed({ journal }: Desk, typed: string): TransactionRow | null {
  const [bySlip] = /^\d{1,9}$/.test(typed) ? journal.find({ slip: Number(typed) }) : [];
  return bySlip ?? journal.transaction(typed as TransactionId);
}

function* refundDiagnosis(desk: Desk, tongue: Tongue, original: TransactionRow): Diagnosis {
  const last = desk.journal.takenFrom(original.txn).at(-1);
  if (last !== undefined) yield* say(fact(tongue, { zh: '最近一次', en: 'last attempt' }, transactionLine(desk, last)));
  if (last?.state === 'approved') return SOUND;
  const verdict = judgeOriginal(original);
  if (!verdict.allowed) return found(verdict.why, verdict.remedy);
  const { remainingMinor } = verdict;
  yield* say(fact(tongue, { zh: '可退', en: 'still refundable' }, amountText(remainingMinor, original.currency)));
  const code = last?.state === 'declined' ? last.responseCode : null;
  if (code === null || code === undefined) return yield* connectionDiagnosis(desk, tongue);
  const { cashier } = responseAction(code);
  const cause = causeOfCode(code);
  yield* say(fact(tongue, { zh: '收单行代码', en: "acquirer's code" }, `${code} ${speak(tongue, cashier)}`));
  return found(
    cause?.why ?? cashier,
    cause?.remedy ?? { zh: '请收单行说明此代码', en: 'ask the acquirer about this code' },
  );
}
