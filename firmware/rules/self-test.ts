/**
 * What the terminal tests of itself when a refund is refused (requirements E1, E2): the journal by writing into it, the disk's room, the clock against the
 * journal and its battery, each device by a question that it answers now. What was found is what was tried: nothing is assumed; what has no question is
 * asked of a person.
 */
import type { Words } from './verdict.ts';

export type ClockBattery = 'good' | 'low';

/** `/proc/driver/rtc` of a PC's clock says `batt_status : okay` or `dead`; other clocks say nothing. @returns null where it does not tell */
export function clockBatteryOf(rtc: string): ClockBattery | null {
  const [, status] = /^batt_status\s*:\s*(\w+)/m.exec(rtc) ?? [];
  return status === undefined ? null : status === 'okay' ? 'good' : 'low';
}

export type TestedDevice = 'printer' | 'cardReader' | 'pinPad' | 'keypad' | 'scanner';

/** `no-question`: its protocol has none. The keypad has answered by the key that asked for this. */
export interface DeviceTried {
  readonly device: TestedDevice;
  readonly tried: 'answered' | 'silent' | 'no-question';
}

export interface SelfTest {
  readonly devices: readonly DeviceTried[];
  readonly clockBattery: ClockBattery | null;
  /** Of the entry that the test has written and read back; null: it was not found again. */
  readonly writtenSeq: number | null;
  /** Null: nobody knows. */
  readonly freeBytes: number | null;
  /** Epoch milliseconds: now, and the newest entry before the test. */
  readonly nowMs: number;
  readonly newestMs: number;
}

/** Below this the journal will not grow for long: a sale takes up to 2 KB, a backup as much as the journal. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;
/** The wall clock may be set a little; a day back makes windows and batches wrong. */
const MOST_BACK_MS = 60_000;

const MINUTE_MS = 60_000;

/** What is wrong, in words; empty where all is well. */
export function selfTestFaults({ writtenSeq, freeBytes, nowMs, newestMs, ...others }: SelfTest): readonly Words[] {
  const faults: Words[] = [];
  if (writtenSeq === null)
    faults.push({ zh: '账本写入后读不回,请停用并叫技术员', en: 'the journal does not read back: call the technician' });
  if (freeBytes !== null && freeBytes < LEAST_FREE_BYTES)
    faults.push({ zh: `磁盘只剩 ${megabytes(freeBytes)} MB,请叫技术员`, en: `disk: ${megabytes(freeBytes)} MB left` });
  const backMs = newestMs - nowMs;
  if (backMs > MOST_BACK_MS) {
    const minutes = Math.ceil(backMs / MINUTE_MS);
    faults.push({ zh: `时钟倒退 ${minutes} 分钟,请校时`, en: `the clock is ${minutes} min behind the journal` });
  }
  for (const { device, tried } of others.devices) {
    const { zh, en } = DEVICES[device];
    if (tried === 'silent')
      faults.push({ zh: `${zh}没有应答,查电源和线`, en: `${en}: no answer; check power and cable` });
  }
  if (others.clockBattery === 'low') faults.push({ zh: '时钟电池将尽,请更换', en: 'replace the battery of the clock' });
  return faults;
}

const DEVICES: Readonly<Record<TestedDevice, Words>> = {
  printer: { zh: '打印机', en: 'printer' },
  cardReader: { zh: '读卡器', en: 'card reader' },
  pinPad: { zh: '密码键盘', en: 'PIN pad' },
  keypad: { zh: '键盘', en: 'keypad' },
  scanner: { zh: '扫码枪', en: 'scanner' },
};

/** What only a person can try. */
const BY_HAND: Readonly<Partial<Record<TestedDevice, Words>>> = {
  cardReader: { zh: '刷任意一张卡试读', en: 'swipe any card' },
  scanner: { zh: '扫任意一个码', en: 'scan any code' },
};

/** What is asked of a person, in words; empty where all has answered. A device that has been tried by hand since has answered. */
export function selfTestAsks({ devices }: SelfTest): readonly Words[] {
  return devices.flatMap(({ device, tried }) => {
    const words = BY_HAND[device];
    return tried === 'no-question' && words !== undefined ? [words] : [];
  });
}

/** Somebody has swiped or scanned something: it works. */
export function triedByHand(test: SelfTest, device: TestedDevice): SelfTest {
  const devices = test.devices.map((one) => (one.device === device ? { device, tried: 'answered' as const } : one));
  return { ...test, devices };
}

/** `账本已试写 #123 磁盘 2048MB 时钟正常` */
export function selfTestWords({ writtenSeq, freeBytes, devices }: SelfTest): Words {
  const room = freeBytes === null ? '' : ` ${megabytes(freeBytes)} MB`;
  const count = devices.filter(({ tried }) => tried === 'answered').length;
  return {
    zh: `${count} 个有应答,账本试写 #${writtenSeq}${room}`,
    en: `${count} answered, journal written #${writtenSeq}${room}`,
  };
}

const megabytes = (bytes: number): number => Math.floor(bytes / (1024 * 1024));
