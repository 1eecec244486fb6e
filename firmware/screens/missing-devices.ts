/** Devices that are not there: which, why, what to do. Said at once and wherever the cashier is (requirement: the screen says what is missing). */
import type { Words } from '../rules/verdict.ts';
import type { DeviceView, TillView } from './till-view.ts';
import { DEVICE_WORDS, FAULT_WORDS, OTHER_FAULT } from './words.ts';

export const CHECK_CABLE: Words = { zh: '检查电源和数据线', en: 'Check power and cable' };

/** What is wrong with a device that is not ready. */
export function missingWords({ device, stranger, fault }: DeviceView): Words {
  const { zh, en } = DEVICE_WORDS[device] ?? { zh: device, en: device };
  if (stranger !== null) {
    return {
      zh: `${zh}: 换了设备 (${stranger.serial ?? '无序列号'}),未使用`,
      en: `${en}: DIFFERENT DEVICE, NOT USED`,
    };
  }
  return fault === null
    ? { zh: `${zh}: 正在连接`, en: `${en}: connecting` }
    : { zh: `${zh}: ${(FAULT_WORDS[fault.cause] ?? OTHER_FAULT).zh}`, en: `${en}: ${fault.detail}` };
}

/** What to do about it. */
export function missingRemedy({ stranger }: DeviceView): Words {
  return stranger === null
    ? CHECK_CABLE
    : { zh: '请主管核对后在功能键-状态中确认', en: 'Look at it, then accept it: FUNCTIONS, STATUS' };
}

/** One short warning for each device that the page itself does not speak of. */
export function warningWords(view: TillView, spokenOf: readonly string[]): readonly Words[] {
  return view.devices
    .filter(
      (device) => device.state !== 'ready' && !spokenOf.includes(device.device) && isWorthSaying(device, view.paper.at),
    )
    .map((device) => {
      const { zh, en } = DEVICE_WORDS[device.device] ?? { zh: device.device, en: device.device };
      return device.stranger === null
        ? { zh: `! ${zh}未连接,检查数据线`, en: `${en.toUpperCase()} GONE, CHECK CABLE` }
        : { zh: `! ${zh}换了设备`, en: `DIFFERENT ${en.toUpperCase()}` };
    });
}

/** The printer that should print and is not there is told with the paper; a device that is being opened for the first time is not missing yet. */
function isWorthSaying({ device, stranger, fault }: DeviceView, printer: string): boolean {
  // Nobody at the counter misses the technician's cable.
  if (device === 'maintenance') return false;
  return stranger !== null || (fault !== null && device !== printer);
}
