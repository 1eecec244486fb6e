/** Menu 2, second half: what needs the device itself, out of the till's hands: patterns, raw bytes, the printer's own self-test. */
import type { Call, Command } from './command.ts';
import { rows } from './command-rows.ts';
import type { Desk } from './desk.ts';
import { DEVICE, reopened } from './device-commands.ts';
import { ask, type Dialogue, next, pause, say, until } from './dialogue.ts';
import { failed, OK, type Outcome } from './outcome.ts';
import { deviceBy } from './status-commands.ts';
import { fact, speak } from './tongue.ts';

const OPEN_PATIENCE_MS = 10_000;
const ANSWER_MS = 1_500;
const PATTERN_MS = 3_000;
const TRACE_PATIENCE_MS = 300_000;
/** GS ( A: n = 0, m = 2 the printer's status sheet (Epson APG). */
const SELF_TEST = Uint8Array.of(0x1d, 0x28, 0x41, 0x02, 0x00, 0x00, 0x02);
/** GS r 1: answered in its turn, behind the page. Some models forget it when they reset themselves. */
const PAPER_ASKED = Uint8Array.of(0x1d, 0x72, 0x01);
const SELF_TEST_MS = 30_000;
const MOST_RAW_BYTES = 64;

export const LENT_DEVICE_COMMANDS: readonly Command[] = rows(
  {
    path: '2.9',
    name: 'display pattern',
    zh: '显示图案',
    en: 'show a pattern',
    args: [DEVICE],
    disturbs: 'counter',
    run: pattern,
  },
  {
    path: '2.10',
    name: 'pinpad health',
    zh: '密码键盘自检',
    en: 'PIN pad self-test',
    disturbs: 'counter',
    run: pinPad,
  },
  {
    path: '2.11',
    name: 'printer selftest',
    zh: '打印机自检页',
    en: "the printer's own test page",
    disturbs: 'counter',
    run: selfTest,
  },
  {
    path: '2.12',
    name: 'raw',
    zh: '十六进制对话',
    en: 'raw hex dialogue',
    args: [DEVICE],
    disturbs: 'counter',
    typedWord: 'RAW',
    run: raw,
  },
  { path: '2.13', name: 'trace', zh: '监视字节(掩码)', en: 'watch its bytes, masked', args: [DEVICE], run: trace },
);

function* pattern(desk: Desk, { given }: Call): Dialogue<Outcome> {
  const device = deviceBy(desk, given['device'] ?? '')?.device ?? '';
  if (device !== 'customerDisplay' && device !== 'cashierScreen')
    return failed('只有两块屏可以', 'only the two displays show patterns');
  if (!desk.devices.lend(device)) return failed('设备不可借用', 'the device cannot be lent');
  const patterns: readonly (readonly string[])[] = [
    ['12345678901234567890', 'ABCDEFGHIJKLMNOPQRST'],
    ['中文显示测试一二三四', '████████████████████'],
    ['                    ', 'TILLPROOF 测试 TEST'],
  ];
  for (const lines of patterns) {
    if (!desk.devices.showPattern(device, lines)) return failed('不能显示', 'it shows nothing');
    yield* say(...lines.map((line) => `  |${line}|`));
    if (yield* pause(PATTERN_MS)) return OK;
  }
  return OK;
}

function* pinPad(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const pad = deviceBy(desk, 'pinPad');
  return pad === null ? failed('没有密码键盘', 'there is no PIN pad') : yield* reopened(desk, tongue, pad.device);
}

/** Opens a line of one's own to a lent device. Null: why not has been said. */
function* ownLine(desk: Desk, device: string): Dialogue<Outcome | null> {
  if (!desk.devices.lend(device)) return failed('设备正忙或不可借用', 'the device is busy or cannot be lent');
  if (!desk.devices.openRaw(device)) return failed('该设备没有字节线路', 'it has no byte line (HID)');
  const opened = yield* until(OPEN_PATIENCE_MS, (one) => (one.is === 'raw' ? one : null));
  return opened?.what === 'opened' ? null : failed('打不开', `it does not open: ${opened?.detail ?? 'silent'}`);
}

/** Its own page proves the mechanism without our drivers. The answer to a question asked behind it proves that it has come out. */
function* selfTest(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const trouble = yield* ownLine(desk, 'printer');
  if (trouble !== null) return trouble;
  if (!desk.devices.sendRaw(Uint8Array.of(...SELF_TEST, ...PAPER_ASKED))) return failed('没有送出', 'it was not sent');
  yield* say(
    speak(tongue, {
      zh: '打印机在印自己的测试页(没有印出按键)…',
      en: 'It prints its own page (a key if nothing comes) …',
    }),
  );
  const answered = yield* until(SELF_TEST_MS, (one) => (one.is === 'raw' && one.what !== 'opened' ? one : null));
  if (answered?.what === 'bytes') {
    yield* say(fact(tongue, { zh: '应答', en: 'its answer' }, answered.shown));
    return OK;
  }
  return answered === null
    ? failed('打印机没有应答;看纸', 'the printer has not answered: look at the paper')
    : failed('线路断开', `lost: ${answered.detail}`);
}

function* raw(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const device = deviceBy(desk, given['device'] ?? '')?.device;
  if (device === undefined) return failed('没有这台设备', 'no such device');
  const trouble = yield* ownLine(desk, device);
  if (trouble !== null) return trouble;
  yield* say(
    speak(tongue, { zh: '输入十六进制,空行结束。例:10 04 01', en: 'Hex, an empty line ends; for example 10 04 01' }),
  );
  for (;;) {
    const typed = yield* ask('hex> ');
    if (typed === null) return OK;
    const bytes = hexBytes(typed);
    if (bytes === null) {
      yield* say(
        speak(tongue, { zh: `十六进制,最多 ${MOST_RAW_BYTES} 字节`, en: `hex, ${MOST_RAW_BYTES} bytes at most` }),
      );
      continue;
    }
    if (!desk.devices.sendRaw(bytes)) return failed('没有送出', 'it was not sent');
    for (;;) {
      const report = yield* until(ANSWER_MS, (one) => (one.is === 'raw' ? one : null));
      if (report === null) break;
      if (report.what === 'lost') return failed('线路断开', `lost: ${report.detail}`);
      yield* say(`  < ${report.shown}`);
    }
  }
}

function hexBytes(text: string): Uint8Array | null {
  const digits = text.replace(/[\s,]|0x/gi, '');
  if (!/^([0-9a-f]{2})+$/i.test(digits) || digits.length > 2 * MOST_RAW_BYTES) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function* trace(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const device = deviceBy(desk, given['device'] ?? '')?.device;
  if (device === undefined) return failed('没有这台设备', 'no such device');
  desk.devices.trace(device);
  yield* say(`${desk.devices.addressOf(device)}  ${speak(tongue, { zh: '(按键结束)', en: '(any key ends)' })}`);
  for (;;) {
    const happened = yield* next(TRACE_PATIENCE_MS);
    if (happened.is !== 'report') return OK;
    const { report } = happened;
    if (report.is === 'traffic') yield* say(`  ${report.from === 'host' ? '>' : '<'} ${report.text}`);
  }
}
