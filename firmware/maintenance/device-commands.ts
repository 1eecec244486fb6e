/** Menu 2, first half: each device tried through the driver that the till itself uses. */
import type { TrackState } from '../../drivers/card-reader/card-reader.ts';
import type { PrintLine } from '../../drivers/printer/printer.ts';
import { paperTrouble } from '../rules/paper-policy.ts';
import { PAPER_TROUBLES, READER_ADVICE } from '../screens/words.ts';
import type { Call, Command } from './command.ts';
import { argument, rows } from './command-rows.ts';
import type { Desk } from './desk.ts';
import { type Dialogue, next, pause, poll, say, until } from './dialogue.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { deviceBy, deviceName, devicePage } from './status-commands.ts';
import { feedSlip, testSlip } from './test-slip.ts';
import { fact, speak, type Tongue } from './tongue.ts';

const SLIP_PATIENCE_MS = 60_000;
const DRAWER_PATIENCE_MS = 5_000;
const DRAWER_TRIES = 5;
const DRAWER_PAUSE_MS = 2_000;
const TRY_PATIENCE_MS = 60_000;
const REOPEN_PATIENCE_MS = 20_000;
const REOPEN_LOOK_MS = 250;

export const DEVICE = argument('device', '设备(名称或序号)', 'device, by name or number');

export const DEVICE_COMMANDS: readonly Command[] = rows(
  {
    path: '2.1',
    name: 'device identify',
    zh: '重新识别',
    en: 'open and identify again',
    args: [DEVICE],
    run: identify,
  },
  { path: '2.2', name: 'printer status', zh: '打印机状态位', en: 'status bits in words', run: printerStatus },
  { path: '2.3', name: 'printer test', zh: '打印测试页', en: 'print a test slip', disturbs: 'paper', run: printTest },
  { path: '2.4', name: 'printer feed', zh: '进纸并切纸', en: 'feed and cut', disturbs: 'paper', run: printFeed },
  { path: '2.5', name: 'drawer open', zh: '打开钱箱', en: 'open the drawer', run: drawer },
  { path: '2.6', name: 'reader test', zh: '试读卡(掩码)', en: 'next card, masked', disturbs: 'counter', run: reader },
  { path: '2.7', name: 'keypad test', zh: '试键盘', en: 'key by key', disturbs: 'counter', run: keypad },
  { path: '2.8', name: 'scanner test', zh: '试扫码', en: 'next codes', disturbs: 'counter', run: scanner },
);

function* identify(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const device = deviceBy(desk, given['device'] ?? '');
  if (device === null) return failed('没有这台设备', 'no such device');
  return yield* reopened(desk, tongue, device.device);
}

/** Lets go of the device, opens it anew and waits until it tells who it is. */
export function* reopened(desk: Desk, tongue: Tongue, device: string): Dialogue<Outcome> {
  const before = deviceBy(desk, device)?.opens ?? 0;
  desk.devices.reopen(device);
  const opened = yield* poll(REOPEN_PATIENCE_MS, REOPEN_LOOK_MS, () => {
    const now = deviceBy(desk, device);
    return now !== null && (now.opens > before || now.stranger !== null) ? now : null;
  });
  const now = opened ?? deviceBy(desk, device);
  if (now !== null) yield* say(...devicePage(tongue, now));
  if (opened === null) return failed('没有应答', 'it did not tell who it is');
  return opened.complaints.length > 0 ? failed('自检有故障', opened.complaints.join(', ')) : OK;
}

function* printerStatus(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const status = desk.devices.status();
  const trouble = paperTrouble(status);
  if (status === null) return failed('打印机未连接', 'the printer is not connected');
  yield* say(
    fact(tongue, { zh: '联机', en: 'online' }, String(status.online)),
    fact(tongue, { zh: '上盖', en: 'cover' }, status.cover),
    fact(tongue, { zh: '纸', en: 'paper' }, status.paper),
    fact(tongue, { zh: '故障', en: 'fault' }, status.fault),
    fact(tongue, { zh: '走纸键', en: 'feeding' }, String(status.feeding)),
    fact(tongue, { zh: '钱箱脚', en: 'drawer pin' }, status.drawer),
  );
  if (trouble === null) return OK;
  const { what, remedy } = PAPER_TROUBLES[trouble];
  return failed(`${what.zh};${remedy.zh}`, `${what.en}: ${remedy.en}`);
}

function* printTest(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  return yield* printAndTell(desk, who, 'test', testSlip(desk.about, who, desk.time(desk.nowMs())), tongue);
}

function* printFeed(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  return yield* printAndTell(desk, who, 'feed', feedSlip(), tongue);
}

/**
 * "Printed" is the printer's ordered answer, here as everywhere (promise 3).
 * @param whenHeld `leave`: what stopped it is the answer; the slip comes out by itself when that is mended
 */
export function* printAndTell(
  desk: Desk,
  who: string,
  what: string,
  lines: readonly PrintLine[],
  tongue: Tongue,
  whenHeld: 'wait' | 'leave' = 'wait',
): Dialogue<Outcome> {
  const slip = desk.devices.print(who, what, lines);
  if (slip === 'refused') return failed('打印机现在不能打印', 'the printer takes nothing now: see printer status');
  yield* say(speak(tongue, { zh: '打印中…', en: 'Printing …' }));
  for (;;) {
    const report = yield* until(SLIP_PATIENCE_MS, (one) => (one.is === 'slip' && one.slip === slip ? one : null));
    if (report === null) return GIVEN_UP;
    if (report.how === 'printed') return OK;
    if (report.how === 'not-printed') return failed(`没有印出:${report.detail}`, `not printed: ${report.detail}`);
    if (report.how === 'unknown') return failed('不知是否印出', `nobody knows whether it came out: ${report.detail}`);
    yield* say(
      report.how === 'held'
        ? speak(tongue, {
            zh: `打印机停住:${report.detail};排除后自动继续`,
            en: `held: ${report.detail}; mend it and it goes on`,
          })
        : speak(tongue, { zh: '继续打印', en: 'goes on' }),
    );
    if (report.how === 'held' && whenHeld === 'leave') return GIVEN_UP;
  }
}

function* drawer(desk: Desk, { who }: Call): Dialogue<Outcome> {
  // A printer that has just been opened is still being measured.
  for (let tries = 1; desk.devices.pulseDrawer(who) === 'refused'; tries += 1) {
    if (tries >= DRAWER_TRIES || (yield* pause(DRAWER_PAUSE_MS)))
      return failed('打印机没有接受', 'the printer did not take it');
  }
  const report = yield* until(DRAWER_PATIENCE_MS, (one) => (one.is === 'drawer' ? one : null));
  if (report?.executed === true) return OK;
  if (report?.executed === false) return failed('打印机没有接受', 'the printer did not take it');
  return failed('不知是否打开', 'the printer has not said that it was done');
}

function* reader(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  switch (yield* readerTried(desk, tongue)) {
    case 'read':
      return OK;
    case 'taken-back':
      return GIVEN_UP;
    case 'absent':
      return failed('读卡器未连接', 'the card reader is not connected');
    case 'unreadable':
      return failed('没有读出', 'swiped, but not read');
    case 'nothing':
      return failed('没有读到卡', 'no card was read');
  }
}

/** The next card, masked, however often it takes; `nothing`: not even a bad swipe came in time. */
export function* readerTried(
  desk: Desk,
  tongue: Tongue,
): Dialogue<'read' | 'unreadable' | 'nothing' | 'absent' | 'taken-back'> {
  if (!desk.devices.armReader()) return 'absent';
  yield* say(speak(tongue, { zh: '请刷一张卡(按键结束)…', en: 'Swipe a card (any key ends) …' }));
  for (let swiped = false; ; swiped = true) {
    const seen = yield* nextSwipe(tongue);
    if (seen.is === 'nothing') return swiped ? 'unreadable' : 'nothing';
    if (seen.is !== 'unreadable') return seen.is;
  }
}

export type Swiped =
  | { readonly is: 'read' }
  | { readonly is: 'nothing' }
  | { readonly is: 'taken-back' }
  | { readonly is: 'unreadable'; readonly tracks: readonly TrackState[] };

/** What the reader, which is armed, makes of the next card; shown track by track, the number masked. */
export function* nextSwipe(tongue: Tongue): Dialogue<Swiped> {
  for (;;) {
    const happened = yield* next(TRY_PATIENCE_MS);
    if (happened.is !== 'report') return { is: 'nothing' };
    const { report } = happened;
    if (report.is === 'counter-returned') return { is: 'taken-back' };
    if (report.is === 'unreadable') {
      const advice = READER_ADVICE[report.advice];
      yield* say(trackLine(tongue, report.tracks), `  ${advice === undefined ? report.advice : speak(tongue, advice)}`);
      return { is: 'unreadable', tracks: report.tracks };
    }
    if (report.is !== 'card') continue;
    yield* say(
      fact(tongue, { zh: '卡号', en: 'card' }, report.maskedPan),
      ...(report.tracks === null ? [] : [trackLine(tongue, report.tracks)]),
      fact(tongue, { zh: '方式', en: 'entry' }, report.entryMode),
      fact(tongue, { zh: '服务码', en: 'service code' }, report.serviceCode ?? '-'),
      fact(tongue, { zh: '加密', en: 'encrypted' }, report.encrypted ? 'yes 是' : 'no 否'),
    );
    return { is: 'read' };
  }
}

const trackLine = (tongue: Tongue, tracks: readonly TrackState[]): string =>
  fact(tongue, { zh: '磁道', en: 'tracks' }, tracks.map((track, i) => `${i + 1} ${track}`).join('  '));

function* keypad(_: Desk, { tongue }: Call): Dialogue<Outcome> {
  yield* say(speak(tongue, { zh: '请逐键按一遍(此处按键结束)…', en: 'Press every key there (a key here ends) …' }));
  const seen = new Set<string>();
  for (;;) {
    const happened = yield* next(TRY_PATIENCE_MS);
    if (happened.is === 'report' && happened.report.is === 'key') {
      seen.add(happened.report.name);
      yield* say(`  ${happened.report.name}`);
    } else if (happened.is !== 'report' || happened.report.is === 'counter-returned') {
      yield* say(fact(tongue, { zh: '已按', en: 'seen' }, `${seen.size}: ${[...seen].join(' ')}`));
      return seen.size > 0 ? OK : failed('没有按键', 'no key came');
    }
  }
}

function* scanner(_: Desk, { tongue }: Call): Dialogue<Outcome> {
  yield* say(speak(tongue, { zh: '请扫码(按键结束)…', en: 'Scan (any key ends) …' }));
  for (let codes = 0; ; codes += 1) {
    const report = yield* until(TRY_PATIENCE_MS, (one) =>
      one.is === 'code' || one.is === 'counter-returned' ? one : null,
    );
    if (report?.is !== 'code') return codes > 0 ? OK : failed('没有扫到码', 'no code came');
    // A code can be a card number; nobody needs to see one to know that the scanner reads.
    const shown = report.code.replace(/\d{13,19}/g, (digits) => '*'.repeat(digits.length));
    yield* say(`  ${report.symbology ?? '-'} ${shown} (${deviceName(tongue, 'scanner')})`);
  }
}
