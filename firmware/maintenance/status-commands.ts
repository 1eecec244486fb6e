/** Menu 1: how the terminal is. Harmless: needs no login, shows nothing that is secret. */
import { batchRoomWords } from '../rules/batch-room.ts';
import { DAY_MS, MINUTE_MS } from '../rules/calendar.ts';
import { freezeReasonWords, THING_WORDS } from '../rules/freezes.ts';
import type { DeviceView, TillView } from '../screens/till-view.ts';
import { DEVICE_STATES, DEVICE_WORDS, ENCRYPTIONS } from '../screens/words.ts';
import type { Call, Command } from './command.ts';
import type { Desk } from './desk.ts';
import { type Dialogue, pause, say } from './dialogue.ts';
import { OK, type Outcome } from './outcome.ts';
import { fact, heading, pad, speak, type Tongue } from './tongue.ts';

const LIMIT = { zh: '限', en: 'limit' };
const LIVE_EVERY_MS = 1_000;
const HOUR_MS = 3_600_000;

export const STATUS_COMMANDS: readonly Command[] = [
  row('1.1', 'status', { zh: '总览', en: 'overview' }, summary),
  row('1.2', 'status debts', { zh: '未了事项', en: 'obligations' }, debts),
  row('1.3', 'status devices', { zh: '设备', en: 'devices' }, deviceList),
  {
    ...row('1.4', 'status device', { zh: '一台设备', en: 'one device' }, () => []),
    args: [{ name: 'device', words: { zh: '设备(名称或序号)', en: 'device, by name or number' } }],
    run: oneDevice,
  },
  { ...row('1.5', 'status live', { zh: '实时(按键结束)', en: 'live, until a key' }, () => []), run: live },
  { ...row('1.6', 'status alerts', { zh: '异常提醒', en: 'what is odd about the shift' }, alerts), role: 'technician' },
];

function row(
  path: string,
  name: string,
  words: Command['words'],
  page: (desk: Desk, tongue: Tongue) => readonly string[],
): Command {
  const run = function* (desk: Desk, { tongue }: Call): Dialogue<Outcome> {
    yield* say(...page(desk, tongue));
    return OK;
  };
  return { path, name, words, role: 'anyone', args: [], disturbs: 'nothing', typedWord: null, run };
}

function summary(desk: Desk, tongue: Tongue): readonly string[] {
  const { about, journal } = desk;
  const view = desk.look();
  const counters = journal.counters();
  const now = desk.nowMs();
  const signedOn = view.acquirer.signedOn ? { zh: '已签到', en: 'signed on' } : { zh: '未签到', en: 'not signed on' };
  return [
    fact(tongue, { zh: '商户', en: 'merchant' }, `${about.merchant}  MID ${about.mid}  TID ${about.tid}`),
    fact(tongue, { zh: '版本', en: 'version' }, `${about.version}  ${about.runtime}  ${about.mode}`),
    fact(tongue, { zh: '运行', en: 'running' }, `${span(now - about.startedAtMs)}  ${servingWords(view, tongue)}`),
    fact(tongue, { zh: '时钟', en: 'clock' }, `${desk.time(now)}  ${desk.clockQuality()}`),
    fact(
      tongue,
      { zh: '账本', en: 'journal' },
      `${counters.entries} entries  batch ${counters.batch} (${counters.batchCount})  STAN ${counters.nextStan}  SLIP ${counters.nextSlip}`,
    ),
    ...batchRoomLines(view, tongue),
    ...journalState(desk, tongue, now),
    fact(tongue, { zh: '收单', en: 'acquirer' }, `${view.acquirer.state}  ${speak(tongue, signedOn)}`),
    fact(tongue, { zh: '地址', en: 'address' }, about.acquirer),
    ...freezes(desk, tongue),
    ...debts(desk, tongue),
    ...deviceList(desk, tongue),
  ];
}

/** Of a batch that is nearly full; nothing while there is room. */
export function batchRoomLines({ acquirer: { batchRoom } }: TillView, tongue: Tongue): readonly string[] {
  return batchRoom === null ? [] : [`  ! ${speak(tongue, batchRoomWords(batchRoom))}`];
}

/** What stands still, since when, by whom; nothing where nothing does. */
function freezes(desk: Desk, tongue: Tongue): readonly string[] {
  const frozen = desk.journal.freezes();
  if (frozen.length === 0) return [];
  return [
    heading(tongue, { zh: '冻结', en: 'On hold' }),
    ...frozen.map(({ on, reason, by, sinceMs }) => {
      const what = on.is === 'terminal' ? '' : on.is === 'card' ? ` ${on.maskedPan}` : ` ${on.of}`;
      return `  ${speak(tongue, THING_WORDS[on.is])}${what}  ${speak(tongue, freezeReasonWords(reason))}  #${by}  ${desk.time(sinceMs)}`;
    }),
  ];
}

/** Each backup is opened and its whole chain verified: so far, and so long ago, the journal is known to testify. */
function journalState(desk: Desk, tongue: Tongue, now: number): readonly string[] {
  const { lastMs, failed } = desk.journal.backups();
  const last =
    lastMs === null
      ? speak(tongue, { zh: '! 从未备份', en: '! never' })
      : `${desk.time(lastMs)} (${span(Math.max(0, now - lastMs))})${failed ? speak(tongue, { zh: ' ! 最近一次失败', en: ' ! the newest attempt failed' }) : ''}`;
  const chain =
    lastMs === null
      ? { zh: '未全验:journal verify', en: 'not verified whole: journal verify' }
      : { zh: '至最近备份已全验', en: 'verified whole, up to the last backup' };
  return [
    fact(tongue, { zh: '最近备份', en: 'backup' }, last),
    fact(tongue, { zh: '账本链', en: 'chain' }, speak(tongue, chain)),
  ];
}

function servingWords(view: TillView, tongue: Tongue): string {
  return view.flow.at === 'idle'
    ? speak(tongue, { zh: '空闲', en: 'idle' })
    : speak(tongue, { zh: '正在服务', en: `serving: ${view.flow.at}` });
}

function alerts(desk: Desk, tongue: Tongue): readonly string[] {
  const odd = desk.alerts();
  const lines = odd.map(
    ({ words, facts: { found, limit } }) => `  ! ${speak(tongue, words)}  (${found}, ${speak(tongue, LIMIT)} ${limit})`,
  );
  return [
    heading(tongue, { zh: '本班异常', en: 'Odd about the shift' }),
    ...(lines.length > 0 ? lines : [`  ${speak(tongue, { zh: '无', en: 'nothing' })}`]),
  ];
}

export function debts(desk: Desk, tongue: Tongue): readonly string[] {
  const owed = desk.journal.obligations();
  const lines = owed.map(
    ({ kind, state, since, transaction, copy, attempts }) =>
      `  ${pad(kind, 10)} ${pad(state, 10)} ${since.slice(0, 19)} ${copy ?? transaction} x${attempts}`,
  );
  return [
    heading(tongue, { zh: '未了事项', en: 'Obligations' }),
    ...(lines.length > 0 ? lines : [`  ${speak(tongue, { zh: '无', en: 'nothing is owed' })}`]),
  ];
}

function deviceList(desk: Desk, tongue: Tongue): readonly string[] {
  return [
    heading(tongue, { zh: '设备', en: 'Devices' }),
    ...desk.look().devices.map((device, i) => `  ${i + 1} ${deviceLine(tongue, device)}`),
  ];
}

function deviceLine(tongue: Tongue, device: DeviceView): string {
  const { identity, serial, grade, losses, errors, complaints, stranger } = device;
  const who = [identity, serial === null ? null : `S/N ${serial}`, grade === null ? null : `grade ${grade}`]
    .filter((part) => part !== null)
    .join(' ');
  const marks = [
    ...complaints.map((complaint) => `! ${complaint}`),
    ...(stranger === null ? [] : [`! other device ${stranger.serial ?? ''}, expected ${stranger.expected}`]),
  ].join(' ');
  const faults = losses + errors === 0 ? '' : `lost ${losses} err ${errors}`;
  return [pad(deviceName(tongue, device.device), 24), pad(device.state, 11), who, faults, marks]
    .filter((part) => part !== '')
    .join(' ');
}

export function deviceName(tongue: Tongue, device: string): string {
  return speak(tongue, DEVICE_WORDS[device] ?? { zh: device, en: device });
}

/** By number in the list, or by (the beginning of) its name. */
export function deviceBy(desk: Desk, typed: string): DeviceView | null {
  const { devices } = desk.look();
  const byNumber = devices[Number(typed) - 1];
  if (byNumber !== undefined) return byNumber;
  const wanted = typed.toLowerCase().replaceAll(' ', '');
  return devices.find(({ device }) => device.toLowerCase().startsWith(wanted)) ?? null;
}

function* oneDevice(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const device = deviceBy(desk, given['device'] ?? '');
  if (device === null) {
    yield* say(...deviceList(desk, tongue));
    return { is: 'failed', zh: '没有这台设备', en: 'no such device' };
  }
  yield* say(...devicePage(tongue, device));
  return OK;
}

export function devicePage(tongue: Tongue, device: DeviceView): readonly string[] {
  const state = DEVICE_STATES[device.state];
  const { lastFault, stranger } = device;
  const facts: readonly (readonly [string, string, string | number | null])[] = [
    ['状态', 'state', state === undefined ? device.state : speak(tongue, { zh: state.zh, en: device.state })],
    ['自', 'since', device.since],
    ['型号', 'model', device.identity],
    ['序列号', 'serial number', device.serial],
    ['固件', 'firmware', device.firmware],
    ['级别', 'grade', device.grade],
    ['加密', 'encryption', device.encryption === null ? null : speak(tongue, ENCRYPTIONS[device.encryption])],
    ['自检', 'complaints', device.complaints.length === 0 ? null : device.complaints.join('; ')],
    ['连接/断开/错误', 'opened/lost/errors', `${device.opens}/${device.losses}/${device.errors}`],
    ['尝试', 'attempts', device.attempts],
    ['最近故障', 'last fault', lastFault === null ? null : `${lastFault.at} ${lastFault.cause}: ${lastFault.detail}`],
    [
      '另一台设备',
      'another device',
      stranger === null ? null : `${stranger.identity} ${stranger.serial ?? ''}, expected ${stranger.expected}`,
    ],
  ];
  return [
    `== ${deviceName(tongue, device.device)} ==`,
    ...facts.flatMap(([zh, en, value]) => (value === null ? [] : [fact(tongue, { zh, en }, value)])),
  ];
}

function* live(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  for (let last = ''; ; ) {
    const view = desk.look();
    const lines = [
      `${desk.time(desk.nowMs())}  ${servingWords(view, tongue)}  ${view.acquirer.state}  ${desk.journal.counters().entries}`,
      `  paper ${view.paper.trouble ?? 'ok'}${view.paper.slip === null ? '' : ` slip ${view.paper.slip.number} ${view.paper.slip.state}`}  owed ${view.debts.receipts}/${view.debts.reversals}/${view.debts.promises.length}`,
      `  ${view.devices.map(({ device, state }) => `${device} ${state}`).join('  ')}`,
    ];
    const now = lines.slice(1).join('\n');
    yield* say(...(now === last ? lines.slice(0, 1) : lines));
    last = now;
    if (yield* pause(LIVE_EVERY_MS)) return OK;
  }
}

export function span(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor(ms / HOUR_MS) % 24;
  const minutes = Math.floor(ms / MINUTE_MS) % 60;
  return `${days > 0 ? `${days} d ` : ''}${hours} h ${minutes} min`;
}
