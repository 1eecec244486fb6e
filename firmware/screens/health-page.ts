/** The technician's page: every device with its state, and one device with all that is known of it (design §7; requirement of issue "links that never lie"). */
import { type Block, keys, must, pairCells, ranked, title } from './page.ts';
import type { DeviceView, TillView } from './till-view.ts';
import { DEVICE_STATES, DEVICE_WORDS, ENCRYPTIONS, FAULT_WORDS, OTHER_FAULT } from './words.ts';

const LINE_WORDS = {
  up: { zh: '银行有应答 自', en: 'bank answers since' },
  down: { zh: '银行无应答 自', en: 'bank silent since' },
} as const;

/** @param chosen counted from 0; null for the list */
export function healthPage(view: TillView, chosen: number | null, columns: number): readonly Block[] {
  const device = chosen === null ? undefined : view.devices[chosen];
  return device === undefined ? listPage(view, columns) : devicePage(device, columns);
}

/** What is wrong stays on the smallest screen, and the keys; a device that is well is behind its number all the same. */
function listPage(view: TillView, columns: number): readonly Block[] {
  const devices = view.devices.map((device, i): Block => {
    const { zh, en } = nameOf(device);
    const { encryption } = device;
    const mark = device.stranger !== null || encryption === 'none' || device.complaints.length > 0 ? ' !' : '';
    const state = columns < 32 ? stateOf(device).zh : `${stateOf(device).zh} ${device.state}`;
    const name = columns < 32 ? zh : `${zh} ${en}`;
    const isWell = device.state === 'ready' && mark === '';
    return { rank: isWell ? 3 : 1, text: pairCells(`${i + 1} ${name}${mark}`, state, columns) };
  });
  const { state, signedOn, line, lineSince } = view.acquirer;
  return [
    title({ zh: '设备状态', en: 'STATUS' }, 4),
    ...devices,
    { rank: 2, text: acquirerLine(state, signedOn, columns) },
    ...(line === 'unheard'
      ? []
      : [
          {
            rank: line === 'down' ? 1 : 4,
            text: pairCells(`  ${LINE_WORDS[line].zh} ${LINE_WORDS[line].en}`, lineSince ?? '', columns),
          },
        ]),
    { rank: 0, words: { zh: `1-${view.devices.length}=详情 其他键=返回`, en: 'DIGIT: MORE  OTHER: BACK' } },
  ];
}

function acquirerLine(state: string, signedOn: boolean, columns: number): string {
  if (columns < 32) return pairCells('  银行', signedOn ? '已签到' : state, columns);
  return pairCells('  银行 Acquirer', `${state}${signedOn ? ' 已签到 signed on' : ''}`, columns);
}

/** What is wrong with it and what the keys do come first, then what it is. */
function devicePage(device: DeviceView, columns: number): readonly Block[] {
  const { zh, en } = nameOf(device);
  const { stranger, lastFault, encryption } = device;
  const known = stranger === null ? device : stranger;
  const fact = (rank: number, label: string, value: string | null): readonly Block[] =>
    ranked(rank, value === null ? null : pairCells(label, value, columns));
  return [
    ...must(pairCells(`${zh} ${en}`, `${stateOf(device).zh} ${device.state}`, columns)),
    ...fact(3, '自 SINCE', device.since),
    ...fact(1, '型号 MODEL', known.identity),
    ...fact(1, '序列号 SERIAL', known.serial),
    ...fact(4, '固件 FIRMWARE', device.firmware),
    ...fact(4, '级别 GRADE', device.grade),
    ...ranked(encryption === 'none' ? 0 : 3, encryption === null ? null : ENCRYPTIONS[encryption]),
    ...must(...device.complaints.map((complaint) => ({ zh: `! ${complaint}`, en: 'FAULTY' }))),
    ...fact(5, '连接/断开/错误 OPEN/LOST/ERR', `${device.opens}/${device.losses}/${device.errors}`),
    ...fact(2, '尝试次数 TRIES', device.state === 'ready' ? null : String(device.attempts)),
    ...(lastFault === null ? [] : faultBlocks(lastFault)),
    ...(stranger === null ? [] : strangerBlocks(stranger.expected)),
    { rank: 2, words: { zh: '其他键=返回', en: 'OTHER KEY: BACK' } },
  ];
}

function faultBlocks(fault: NonNullable<DeviceView['lastFault']>): readonly Block[] {
  return ranked(
    2,
    { zh: '最近故障', en: `LAST FAULT ${fault.at}` },
    `${(FAULT_WORDS[fault.cause] ?? OTHER_FAULT).zh} ${fault.detail}`,
  );
}

function strangerBlocks(expected: string): readonly Block[] {
  return [
    ...must({ zh: `! 换了设备,原序列号 ${expected}`, en: 'DIFFERENT DEVICE, NOT USED' }),
    keys({ zh: '确认=使用这台新设备', en: 'ENTER: USE IT FROM NOW ON' }),
  ];
}

const nameOf = ({ device }: DeviceView) => DEVICE_WORDS[device] ?? { zh: device, en: device };
const stateOf = ({ state }: DeviceView) => DEVICE_STATES[state] ?? { zh: '', en: state };
