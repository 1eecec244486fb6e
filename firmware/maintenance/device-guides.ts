/** Menu 10, the guides through paper, card and Chinese: what the devices say of themselves, then what only a person can see. */
import type { TrackState } from '../../drivers/card-reader/card-reader.ts';
import { awaitsCashier, paperTrouble } from '../rules/paper-policy.ts';
import type { Words } from '../rules/verdict.ts';
import { PAPER_TROUBLES } from '../screens/words.ts';
import type { Call } from './command.ts';
import { leaves } from './configuration-edit.ts';
import type { Desk } from './desk.ts';
import { nextSwipe, printAndTell, reopened } from './device-commands.ts';
import { type Dialogue, poll, say } from './dialogue.ts';
import { type Diagnosis, type Finding, found, guided, isYes, linkFinding, SOUND, UNFINISHED } from './guided.ts';
import type { Outcome } from './outcome.ts';
import { testSlip } from './test-slip.ts';
import { speak, type Tongue } from './tongue.ts';

/** After the cause is gone a printer tries by itself, and the till prints what it owes first. */
const RECOVERY_MS = 6_000;
const RECOVER_EVERY_MS = 1_000;
const DEBTS_MS = 60_000;
const LOOK_MS = 250;

const PARTS: Readonly<Record<string, Words>> = {
  'paper-end': { zh: '纸卷;有纸仍报则擦净传感器', en: 'paper roll; with a roll in, wipe the sensor' },
  'cover-open': { zh: '上盖与盖开关', en: 'cover and its switch' },
  'cutter-jam': { zh: '切刀:断电,取出纸屑,合盖', en: 'cutter: power off, take the scraps out, close the cover' },
  'head-hot': { zh: '打印头:等待冷却,查通风', en: 'print head: let it cool, look at the vents' },
  'printer-error': { zh: '机构:取出卡纸,开合上盖', en: 'mechanism: take the paper out, open and close the cover' },
  'printer-fault': {
    zh: '主板或打印头:断电再开;不行则 swap printer',
    en: 'main board or head: power off and on; else swap printer',
  },
  'printer-silent': { zh: '数据线、波特率设置', en: 'cable, speed setting' },
  'printer-offline': { zh: '纸、上盖、走纸键', en: 'paper, cover, feed button' },
};

export function* paperGuide(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  return yield* guided(tongue, (again) => printerDiagnosis(desk, { who, tongue, given: {} }, again, slipLooked));
}

export function* chineseGuide(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  return yield* guided(tongue, (again) => printerDiagnosis(desk, { who, tongue, given: {} }, again, chineseLooked));
}

type Look = (desk: Desk, call: Call) => Diagnosis;

/** The printer's own word first, then a slip, then the technician's eyes. The printer is the till's again whenever he works on it. */
function* printerDiagnosis(desk: Desk, call: Call, again: boolean, look: Look): Diagnosis {
  const link = yield* linkFinding(desk, 'printer', again);
  if (link !== null) return link;
  const stopped = yield* statusFinding(desk, again);
  if (stopped !== null) return stopped;
  try {
    const borrowed = yield* borrowedPaper(desk, call);
    if (borrowed !== null) return borrowed;
    const { who, tongue } = call;
    const slip = testSlip(desk.about, who, desk.time(desk.nowMs()));
    const printed = yield* printAndTell(desk, who, 'guide', slip, tongue, 'leave');
    if (printed.is === 'ok') return yield* look(desk, call);
    const now = yield* statusFinding(desk, false);
    if (now !== null || printed.is === 'given-up') return now ?? UNFINISHED;
    return found({ zh: printed.zh, en: printed.en }, PARTS['printer-fault'] ?? NO_PART);
  } finally {
    desk.trade.giveBack();
  }
}

const NO_PART: Words = { zh: '打印机', en: 'the printer' };

/** A printer that says nothing is asked for a while; one that waits for a person's word has it when he says that he has mended it. */
function* statusFinding(desk: Desk, again: boolean): Dialogue<Finding | null> {
  const trouble = () => paperTrouble(desk.devices.status());
  yield* poll(RECOVERY_MS, RECOVER_EVERY_MS, () => {
    const now = trouble();
    if (now === null || (!again && now !== 'printer-silent')) return true;
    if (again && awaitsCashier(desk.devices.status())) desk.devices.recover();
    return null;
  });
  const now = trouble();
  if (now === null) return null;
  const { what, remedy } = PAPER_TROUBLES[now];
  return found(what, PARTS[now] ?? remedy);
}

/** What the till owes comes out first: often that alone proves it mended. */
function* borrowedPaper(desk: Desk, { tongue }: Call): Dialogue<Finding | null> {
  if (desk.trade.lendPrinter()) return null;
  yield* say(speak(tongue, { zh: '先打欠的小票…', en: 'What is owed comes out first …' }));
  const lent = yield* poll(DEBTS_MS, LOOK_MS, () =>
    desk.trade.lendPrinter() || paperTrouble(desk.devices.status()) !== null ? true : null,
  );
  const stopped = yield* statusFinding(desk, false);
  if (stopped !== null) return stopped;
  if (lent === true) return null;
  return found(
    { zh: '有小票停在打印机里', en: 'a slip is held in the printer' },
    { zh: '照收银屏的提示做', en: "do what the cashier's screen says" },
  );
}

function* slipLooked(_: Desk, { tongue }: Call): Diagnosis {
  if (yield* isYes(tongue, { zh: '测试页清楚吗', en: 'Is the test slip dark and clear' })) return SOUND;
  return (yield* isYes(tongue, { zh: '是白纸吗', en: 'Is the paper blank' }))
    ? found(
        { zh: '纸装反', en: 'the roll lies the wrong way round' },
        {
          zh: '纸卷:热敏面(指甲划会变黑)朝打印头',
          en: 'roll: thermal side (a fingernail blackens it) to the head',
        },
      )
    : found(
        { zh: '打印头脏或磨损', en: 'the print head is dirty or worn' },
        {
          zh: '打印头:酒精清洁;竖白线不消则更换',
          en: 'head: clean it with alcohol; white lines that stay: exchange it',
        },
      );
}

function* chineseLooked(desk: Desk, { tongue }: Call): Diagnosis {
  if (yield* isYes(tongue, { zh: '纸上有正确的中文吗', en: 'Is the Chinese on the paper right' })) return SOUND;
  if (charsetOf(desk) === 'ascii')
    return found(
      { zh: '打印机印不出点阵图', en: 'the printer prints no graphics' },
      { zh: '打印机:换型号 (swap printer)', en: 'printer: another model (swap printer)' },
    );
  const isBoxes = yield* isYes(tongue, { zh: '是方块或空白吗', en: 'Are there boxes or blanks in its place' });
  return found(
    isBoxes
      ? { zh: '字库缺字', en: 'its Chinese font is not whole' }
      : { zh: '打印机不在中文 GB18030 模式', en: "the printer's code page has no Chinese (not GB18030)" },
    {
      zh: '拨码开关设 GB18030;无字库则 configuration set devices.printer.charset ascii 后 restart(逐点画字)',
      en: 'DIP switches: GB18030; no font: configuration set devices.printer.charset ascii, restart (drawn dot by dot)',
    },
  );
}

const charsetOf = (desk: Desk): string =>
  (leaves(desk.configuration.text()).find(([key]) => key === 'devices.printer.charset')?.[1] ?? 'gb18030').replaceAll(
    '"',
    '',
  );

export function* cardGuide(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  return yield* guided(tongue, (again) => cardDiagnosis(desk, tongue, again));
}

function* cardDiagnosis(desk: Desk, tongue: Tongue, again: boolean): Diagnosis {
  const link = yield* linkFinding(desk, 'cardReader', again);
  if (link !== null) return link;
  if (!desk.devices.armReader()) return UNFINISHED;
  yield* say(speak(tongue, { zh: '请刷那张卡;没有反应按键…', en: 'Swipe the card; if nothing happens, a key …' }));
  const swiped = yield* nextSwipe(tongue);
  if (swiped.is === 'taken-back') return UNFINISHED;
  if (swiped.is === 'read') return SOUND;
  if (swiped.is === 'nothing') return yield* silentReader(desk, tongue);
  if (isBare(swiped.tracks))
    return found(
      { zh: '磁条没有对着读卡头', en: 'the stripe did not face the head' },
      { zh: '卡:翻面或调头再刷', en: 'card: turn it round, stripe to the head' },
    );
  return yield* cardOrHead(tongue);
}

const isBare = (tracks: readonly TrackState[]): boolean => tracks.every((track) => track === 'blank');

/** Nothing came of the swipe: does the reader still answer at all? */
function* silentReader(desk: Desk, tongue: Tongue): Diagnosis {
  const opened = yield* reopened(desk, tongue, 'cardReader');
  return opened.is === 'ok'
    ? found(
        { zh: '读卡头没有任何信号', en: 'nothing at all comes from the head' },
        { zh: '读卡器:更换 (swap cardReader)', en: 'reader: exchange it (swap cardReader)' },
      )
    : found(
        { zh: '读卡器不应答', en: 'the reader does not answer' },
        { zh: '拔下再插;数据线;再不行 swap cardReader', en: 'unplug it and plug it in; cable; else swap cardReader' },
      );
}

/** A second card tells one from the other. */
function* cardOrHead(tongue: Tongue): Diagnosis {
  yield* say(speak(tongue, { zh: '请刷另一张卡;没有就按键…', en: 'Now another card; none at hand: a key …' }));
  const other = yield* nextSwipe(tongue);
  if (other.is === 'taken-back') return UNFINISHED;
  if (other.is === 'read')
    return found(
      { zh: '第一张卡磨损或消磁', en: 'the first card is worn or wiped' },
      { zh: '卡:请顾客换卡', en: 'card: the customer uses another one' },
    );
  return other.is === 'nothing'
    ? found(
        { zh: '不知是卡还是读卡头', en: 'the card or the head: a second card would tell' },
        { zh: '用清洁卡清洁读卡头,再找一张卡试', en: 'clean the head with a cleaning card, find a second card' },
      )
    : found(
        { zh: '读卡头脏', en: 'the head is dirty' },
        { zh: '读卡头:用清洁卡清洁;counters done swipes', en: 'head: a cleaning card, then counters done swipes' },
      );
}
