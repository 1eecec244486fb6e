/** Menu 10: from what the shop says to the cause and the part. Each guide tries what it can try, asks what it cannot see, and says what to do. */
import type { TransactionId } from '../../storage/facts.ts';
import { paperTrouble } from '../rules/paper-policy.ts';
import { causeOfCode } from '../rules/refund-causes.ts';
import { judgeOriginal } from '../rules/refundable.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Words } from '../rules/verdict.ts';
import { PAPER_TROUBLES } from '../screens/words.ts';
import type { Call, Command } from './command.ts';
import { argument, rows } from './command-rows.ts';
import { leaves } from './configuration-edit.ts';
import type { Desk } from './desk.ts';
import { printAndTell, readerTried, reopened } from './device-commands.ts';
import { ask, type Dialogue, say } from './dialogue.ts';
import { LAYERS, probed, signedOn } from './network-commands.ts';
import { failed, OK, type Outcome } from './outcome.ts';
import { testSlip } from './test-slip.ts';
import { fact, speak, type Tongue } from './tongue.ts';

export const GUIDE_COMMANDS: readonly Command[] = rows(
  { path: '10.1', name: 'guide paper', zh: '不出纸', en: 'nothing comes out', run: paper },
  { path: '10.2', name: 'guide card', zh: '读不出卡', en: 'card not read', disturbs: 'counter', run: card },
  { path: '10.3', name: 'guide connection', zh: '连不上银行', en: 'no connection', run: connection },
  {
    path: '10.4',
    name: 'guide refund',
    zh: '退货显示无效',
    en: 'refund invalid',
    args: [argument('slip', '原交易票号', 'slip number of the sale')],
    run: refund,
  },
  { path: '10.5', name: 'guide chinese', zh: '中文打不出', en: 'does not print Chinese', run: chinese },
);

/** What it is, and which part to work on: the end of a guide that has found something. */
function* found(tongue: Tongue, cause: Words, part: Words): Dialogue<Outcome> {
  yield* say(
    fact(tongue, { zh: '原因', en: 'cause' }, speak(tongue, cause)),
    fact(tongue, { zh: '部件与做法', en: 'part, what to do' }, speak(tongue, part)),
  );
  return failed(cause.zh, cause.en);
}

function* isYes(tongue: Tongue, question: Words): Dialogue<boolean> {
  const answer = yield* ask(`${speak(tongue, question)} (y/n): `, { fresh: true });
  return /^[yY是]/.test(answer ?? '');
}

const PARTS: Readonly<Record<string, Words>> = {
  'printer-absent': { zh: '电源适配器、数据线、接口;换线再试', en: 'power supply, cable, port: try another cable' },
  'paper-end': { zh: '纸卷;传感器脏时擦净', en: 'paper roll; wipe the sensor if a roll is in' },
  'cover-open': { zh: '上盖与盖开关', en: 'cover and its switch' },
  'cutter-jam': { zh: '切刀:断电,取出纸屑,合盖', en: 'cutter: power off, take the scraps out, close the cover' },
  'head-hot': { zh: '打印头:等待冷却,查通风', en: 'print head: let it cool, look at the vents' },
  'printer-fault': {
    zh: '打印机主板:断电再开;不行则更换(swap)',
    en: 'main board: power off and on; else exchange it (swap)',
  },
  'printer-silent': { zh: '数据线、波特率设置', en: 'cable, speed setting' },
  'printer-offline': { zh: '纸、上盖、走纸键', en: 'paper, cover, feed button' },
};

function* paper(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  const trouble = paperTrouble(desk.devices.status());
  if (trouble !== null)
    return yield* found(tongue, PAPER_TROUBLES[trouble].what, PARTS[trouble] ?? PAPER_TROUBLES[trouble].remedy);
  if (!desk.trade.lendPrinter())
    return yield* found(
      tongue,
      { zh: '有小票停在打印机里', en: 'a slip is held in the printer' },
      { zh: '看收银屏提示;再做一次本向导', en: "do what the cashier's screen says, then run this guide again" },
    );
  const printed = yield* printAndTell(desk, who, 'guide', testSlip(desk.about, who, desk.time(desk.nowMs())), tongue);
  if (printed.is !== 'ok') return printed;
  if (yield* isYes(tongue, { zh: '测试页清楚吗', en: 'Is the test slip dark and clear' })) return OK;
  const blank = yield* isYes(tongue, { zh: '是白纸吗', en: 'Is the paper blank' });
  return yield* found(
    tongue,
    blank
      ? { zh: '纸装反', en: 'the roll lies the wrong way round' }
      : { zh: '打印头脏或磨损', en: 'the print head is dirty or worn' },
    blank
      ? {
          zh: '热敏面朝打印头;指甲划一下变黑的是热敏面',
          en: 'thermal side to the head: the side that a fingernail blackens',
        }
      : {
          zh: '打印头:酒精清洁;竖白线不消则更换',
          en: 'print head: clean it with alcohol; white lines that stay mean exchange',
        },
  );
}

function* card(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const reader = desk.look().devices.find(({ device }) => device === 'cardReader');
  if (reader?.state !== 'ready')
    return yield* found(
      tongue,
      {
        zh: `读卡器未就绪:${reader?.fault?.detail ?? ''}`,
        en: `the reader is not ready: ${reader?.fault?.detail ?? reader?.state}`,
      },
      { zh: '数据线与接口;仍不行则更换(swap cardReader)', en: 'cable and port; else exchange it (swap cardReader)' },
    );
  const first = yield* readerTried(desk, tongue);
  if (first === 'read') return OK;
  const other = yield* isYes(tongue, { zh: '换一张卡能读吗(先试)', en: 'Does another card work (try it now)' });
  if (first === 'nothing' && !other)
    return yield* found(
      tongue,
      { zh: '没有任何信号', en: 'nothing at all comes from the head' },
      { zh: '读卡器:更换(swap cardReader)', en: 'reader: exchange it (swap cardReader)' },
    );
  return yield* found(
    tongue,
    other ? { zh: '那张卡坏了', en: 'that card is worn' } : { zh: '读卡头脏', en: 'the head is dirty' },
    other
      ? { zh: '卡:请顾客换卡', en: 'card: the customer uses another one' }
      : { zh: '读卡头:用清洁卡清洁,counters done swipes', en: 'head: use a cleaning card, then counters done swipes' },
  );
}

function* connection(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const broken = yield* probed(desk, tongue);
  if (broken === 'given-up') return { is: 'given-up' };
  if (broken !== null)
    return yield* found(
      tongue,
      { zh: `${LAYERS[broken.layer].name.zh}不通`, en: `${LAYERS[broken.layer].name.en}: ${broken.detail}` },
      LAYERS[broken.layer].remedy,
    );
  const end = yield* signedOn(desk, tongue);
  if (end === 'signed on') return OK;
  return yield* found(
    tongue,
    end === 'refused'
      ? { zh: '主机拒绝签到', en: 'the host refuses the sign-on' }
      : { zh: '主机不应答', en: 'the host does not answer' },
    { zh: '请收单行核对终端号、商户号与密钥', en: 'have the acquirer check TID, MID and keys' },
  );
}

/** Why a refund of this sale is refused, from what stands here and from what the acquirer has said. */
function* refund(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const typed = given['slip'] ?? '';
  const [bySlip] = /^\d{1,9}$/.test(typed) ? desk.journal.find({ slip: Number(typed) }) : [];
  const original = bySlip ?? desk.journal.transaction(typed as TransactionId);
  if (original === null || original === undefined)
    return yield* found(
      tongue,
      { zh: '本机没有这笔交易', en: 'this terminal has no such sale' },
      { zh: '小票:核对票号与终端号,到原终端办理', en: 'the slip: check number and TID; refund at that terminal' },
    );
  const verdict = judgeOriginal(original);
  if (!verdict.allowed) return yield* found(tongue, verdict.why, verdict.remedy);
  yield* say(fact(tongue, { zh: '可退', en: 'still refundable' }, (verdict.remainingMinor / 100).toFixed(2)));
  const declined = desk.journal
    .find({ card: original.card.token })
    .find((row) => row.original === original.txn && row.state === 'declined');
  const code = declined?.responseCode ?? null;
  if (code === null) return yield* connection(desk, { who: '-', tongue, given });
  const cause = causeOfCode(code);
  yield* say(
    fact(tongue, { zh: '收单行代码', en: "acquirer's code" }, `${code} ${speak(tongue, responseAction(code).cashier)}`),
  );
  return yield* found(
    tongue,
    cause?.why ?? responseAction(code).cashier,
    cause?.remedy ?? { zh: '请收单行说明此代码', en: 'ask the acquirer about this code' },
  );
}

function* chinese(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  const charset = leaves(desk.configuration.text()).find(([key]) => key === 'devices.printer.charset')?.[1];
  if (charset === '"ascii"')
    return yield* found(
      tongue,
      { zh: '配置成了无中文', en: 'the configuration says that it has no Chinese' },
      {
        zh: '配置:configuration set devices.printer.charset gb18030,然后 restart',
        en: 'configuration set devices.printer.charset gb18030, then restart',
      },
    );
  if (!desk.trade.lendPrinter()) return yield* paper(desk, { who, tongue, given: {} });
  const printed = yield* printAndTell(desk, who, 'guide', testSlip(desk.about, who, desk.time(desk.nowMs())), tongue);
  if (printed.is !== 'ok') return printed;
  if (yield* isYes(tongue, { zh: '纸上有正确的中文吗', en: 'Is the Chinese on the paper right' })) return OK;
  const boxes = yield* isYes(tongue, { zh: '是方块或空白吗', en: 'Are there boxes or blanks in its place' });
  if (!boxes) yield* reopened(desk, tongue, 'printer');
  return yield* found(
    tongue,
    boxes
      ? { zh: '打印机没有中文字库', en: 'the printer has no Chinese font' }
      : { zh: '打印机的编码不是 GB18030', en: "the printer's code page is not GB18030" },
    boxes
      ? { zh: '打印机:换带 GB18030 字库的型号,或用生僻字方式', en: 'printer: a model with a GB18030 font' }
      : {
          zh: '打印机拨码开关:中文模式、GB18030;见自检页(printer selftest)',
          en: 'DIP switches: Chinese mode, GB18030; see its own page (printer selftest)',
        },
  );
}
