/** The old device out, another one in: found, tried on a connection of its own, and only then the known one, with the old serial retired (requirement H5). */
import type { DeviceView } from '../screens/till-view.ts';
import type { Call, Command } from './command.ts';
import { rows } from './command-rows.ts';
import type { Desk } from './desk.ts';
import { DEVICE, printAndTell, readerTried } from './device-commands.ts';
import { ask, type Dialogue, pause, poll, say, until } from './dialogue.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { deviceBy, deviceName, devicePage } from './status-commands.ts';
import { testSlip } from './test-slip.ts';
import { fact, heading, pad, speak, type Tongue } from './tongue.ts';

const SWAP_PATIENCE_MS = 300_000;
/** A printer is measured before it tells who it is. */
const OPEN_PATIENCE_MS = 20_000;
const LOOK_MS = 500;

export const SWAP_COMMANDS: readonly Command[] = rows(
  { path: '2.14', name: 'swap', zh: '更换设备向导', en: 'swap wizard', args: [DEVICE], run: swap },
  { path: '2.15', name: 'inventory', zh: '设备台账', en: 'devices by serial number', run: inventory },
);

type Stranger = NonNullable<DeviceView['stranger']>;

function* swap(desk: Desk, call: Call): Dialogue<Outcome> {
  const { tongue, given } = call;
  const before = deviceBy(desk, given['device'] ?? '');
  if (before === null || before.device === 'maintenance') return failed('没有这台设备', 'no such device');
  const known = desk.journal.knownDevice(before.device);
  const oldOne = `${known?.identity ?? before.identity ?? '-'}  ${known?.serial ?? '-'}`;
  yield* say(fact(tongue, { zh: '旧设备', en: 'old one' }, oldOne));
  const found = yield* awaited(desk, tongue, before);
  if (found === null) return GIVEN_UP;
  yield* say(...devicePage(tongue, found));
  if (found.stranger !== null) return yield* exchanged(desk, call, found.device, found.stranger);
  if (found.serial !== null && found.serial === (known?.serial ?? null))
    return failed('还是原来那台,没有更换', 'it is the same one as before: nothing was exchanged');
  // It tells no number, or the policy takes any device: it is in use already.
  return yield* tried(desk, call, found.device);
}

/** Waits for another device in the place. Null: the technician has given up. */
function* awaited(desk: Desk, tongue: Tongue, before: DeviceView): Dialogue<DeviceView | null> {
  let isOut = before.state !== 'ready';
  if (before.stranger === null)
    yield* say(
      speak(
        tongue,
        isOut
          ? { zh: '请插上新设备(按键放弃)…', en: 'Plug the new one in (any key gives up) …' }
          : { zh: '请拔下旧设备(按键放弃)…', en: 'Unplug the old one (any key gives up) …' },
      ),
    );
  for (let waitedMs = 0; waitedMs < SWAP_PATIENCE_MS; waitedMs += LOOK_MS) {
    const now = deviceBy(desk, before.device);
    if (now === null) return null;
    if (now.stranger !== null || (now.state === 'ready' && now.opens > before.opens)) return now;
    if (!isOut && now.state !== 'ready') {
      isOut = true;
      yield* say(speak(tongue, { zh: '旧设备已拔下。请插上新设备…', en: 'The old one is out. Plug the new one in …' }));
    }
    if (yield* pause(LOOK_MS)) return null;
  }
  return null;
}

/** Tried first; bound only when it has passed and the technician says so. Whatever ends it before that, the till knows the old one. */
function* exchanged(desk: Desk, call: Call, device: string, stranger: Stranger): Dialogue<Outcome> {
  const { who, tongue } = call;
  const passed = yield* onTrial(desk, call, device, stranger);
  if (passed.is !== 'ok') return passed;
  const question = {
    zh: `启用序列号 ${stranger.serial ?? '-'},停用 ${stranger.expected}?输入 YES`,
    en: `Use serial ${stranger.serial ?? '-'}, retire ${stranger.expected}? Type YES`,
  };
  if ((yield* ask(`${speak(tongue, question)}: `, { fresh: true })) !== 'YES') return GIVEN_UP;
  const stillThere = yield* poll(OPEN_PATIENCE_MS, LOOK_MS, () =>
    deviceBy(desk, device)?.stranger?.serial === stranger.serial ? true : null,
  );
  if (stillThere === null) return failed('试过的那台不在了,没有启用', 'the one that was tried is gone: not bound');
  desk.devices.accept(device, who);
  const ready = yield* poll(OPEN_PATIENCE_MS, LOOK_MS, () => (deviceBy(desk, device)?.state === 'ready' ? true : null));
  yield* say(...inventoryLines(desk, tongue, device));
  return ready === null ? failed('已启用,但没有就绪', 'bound, but it has not become ready: status device') : OK;
}

function* onTrial(desk: Desk, call: Call, device: string, { serial }: Stranger): Dialogue<Outcome> {
  const { who, tongue } = call;
  if (!desk.devices.beginTrial(device)) return failed('新设备现在不能试用', 'the new one cannot be tried now');
  try {
    yield* say(speak(tongue, { zh: '先试用新设备…', en: 'Trying the new one first …' }));
    const opened = yield* until(OPEN_PATIENCE_MS, (one) =>
      one.is === 'trial' && (one.what === 'lost' || one.identity?.serial === serial) ? one : null,
    );
    if (opened === null) return GIVEN_UP;
    if (opened.identity === null) return failed('新设备又断开了', `the new one is gone: ${opened.detail}`);
    const outcome = yield* trialOf(desk, call, device, opened.identity.complaints);
    // Given up before it was tried says nothing about the device.
    if (outcome.is !== 'given-up') desk.record.tried(who, device, opened.identity, outcome);
    return outcome;
  } finally {
    desk.devices.endTrial();
  }
}

function* trialOf(desk: Desk, call: Call, device: string, complaints: readonly string[]): Dialogue<Outcome> {
  const { who, tongue } = call;
  if (complaints.length > 0) return failed('自检有故障,没有启用', `${complaints.join(', ')}: not bound`);
  if (device === 'printer' || device === 'printer2')
    return yield* printAndTell(desk, who, 'swap', testSlip(desk.about, who, desk.time(desk.nowMs())), tongue);
  if (device !== 'cardReader') return OK;
  const card = yield* readerTried(desk, tongue);
  if (card === 'read') return OK;
  return card === 'unreadable'
    ? failed('新读卡器读不出卡,没有启用', 'the new reader does not read the card: not bound')
    : GIVEN_UP;
}

/** In use already. */
function* tried(desk: Desk, { who, tongue }: Call, device: string): Dialogue<Outcome> {
  // The other printer is tried when slips come out of it.
  if (device === desk.journal.printingOn() && desk.trade.lendPrinter())
    return yield* printAndTell(desk, who, 'swap', testSlip(desk.about, who, desk.time(desk.nowMs())), tongue);
  const next: Readonly<Record<string, string>> = {
    cardReader: 'reader test',
    keypad: 'keypad test',
    scanner: 'scanner test',
    customerDisplay: 'display pattern customerDisplay',
    cashierScreen: 'display pattern cashierScreen',
    pinPad: 'pinpad health',
  };
  yield* say(
    `${speak(tongue, { zh: '已在使用。现在试一试:', en: 'In use. Now try it:' })} ${next[device] ?? 'status'}`,
  );
  return OK;
}

function* inventory(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const { devices } = desk.look();
  yield* say(
    heading(tongue, { zh: '设备台账', en: 'Inventory' }),
    ...devices.flatMap(({ device }) => inventoryLines(desk, tongue, device)),
  );
  return OK;
}

function inventoryLines(desk: Desk, tongue: Tongue, device: string): readonly string[] {
  return desk.journal
    .inventory()
    .filter((row) => row.device === device)
    .flatMap(({ identity, serial, sinceMs, boundBy, retired }) => [
      `  ${pad(deviceName(tongue, device), 24)} ${identity}  S/N ${serial}`,
      `    ${
        retired === null
          ? speak(tongue, { zh: '在用,自', en: 'in use since' })
          : `${speak(tongue, { zh: '停用', en: 'retired' })} ${desk.time(retired.atMs)} ${retired.by};`
      } ${desk.time(sinceMs)} ${boundBy}`,
    ]);
}
