/** What every guide of menu 10 has in common: it looks, names cause and part, waits while the technician mends it, and looks again until it proves it mended. */

import type { Words } from '../rules/verdict.ts';
import type { DeviceView } from '../screens/till-view.ts';
import { FAULT_WORDS, OTHER_FAULT } from '../screens/words.ts';
import type { Desk } from './desk.ts';
import { ask, type Dialogue, poll, say } from './dialogue.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { deviceName } from './status-commands.ts';
import { speak, type Tongue, told } from './tongue.ts';

/** A device that was plugged in again opens, and a printer is measured. */
const SETTLE_MS = 20_000;
const LOOK_MS = 500;

/** What it is, and which part to work on. */
export interface Finding {
  readonly is: 'found';
  readonly cause: Words;
  readonly part: Words;
}

/** `sound`: everything that the guide can try has worked. `given-up`: nobody waited for the end. */
export type Diagnosed = Finding | { readonly is: 'sound' } | { readonly is: 'given-up' };

export type Diagnosis = Dialogue<Diagnosed>;

export const SOUND = { is: 'sound' } as const;
export const UNFINISHED = { is: 'given-up' } as const;
export const found = (cause: Words, part: Words): Finding => ({ is: 'found', cause, part });

/** @param diagnose is told whether something was found before: then the technician has worked on it since. */
export function* guided(tongue: Tongue, diagnose: (again: boolean) => Diagnosis): Dialogue<Outcome> {
  for (let last: Finding | null = null; ; ) {
    const now: Diagnosed = yield* diagnose(last !== null);
    if (now.is === 'given-up') return last === null ? GIVEN_UP : failed(last.cause.zh, last.cause.en);
    if (now.is === 'sound') {
      if (last !== null) yield* say(...told(tongue, { zh: '已修好', en: 'mended' }, noLonger(last.cause)));
      return OK;
    }
    last = now;
    yield* say(
      ...told(tongue, { zh: '原因', en: 'cause' }, now.cause),
      ...told(tongue, { zh: '部件', en: 'part' }, now.part),
    );
    if (!(yield* isMended(tongue))) return failed(now.cause.zh, now.cause.en);
  }
}

const noLonger = ({ zh, en }: Words): Words => ({ zh: `不再:${zh}`, en: `no longer: ${en}` });

/** False: he leaves it as it is. Only a word does that; noise and an empty line look again. */
function* isMended(tongue: Tongue): Dialogue<boolean> {
  const prompt = speak(tongue, { zh: '修好后回车再查,q 结束', en: 'mend it; Enter: look again, q: leave' });
  const answer = yield { do: 'ask', prompt: `${prompt}: `, kind: 'line', longest: 20, fresh: true };
  return answer.is === 'line' && !/^\s*q/i.test(answer.text);
}

export function* isYes(tongue: Tongue, question: Words): Dialogue<boolean> {
  const answer = yield* ask(`${speak(tongue, question)} (y/n): `, { fresh: true });
  return /^[yY是]/.test(answer ?? '');
}

/**
 * What is wrong with the link of a device, before anything is asked of the device itself; null when it is ready.
 * @param again somebody has just plugged it in: it is waited for
 */
export function* linkFinding(desk: Desk, device: string, again: boolean): Dialogue<Finding | null> {
  const look = (): DeviceView | undefined => desk.look().devices.find((one) => one.device === device);
  yield* poll(SETTLE_MS, LOOK_MS, () => (look()?.state === 'ready' || (!again && isSettled(look())) ? true : null));
  const view = look();
  if (view?.state === 'ready') return null;
  const name = { zh: deviceName('zh', device), en: deviceName('en', device) };
  if (view?.stranger != null)
    return found(
      {
        zh: `换了${name.zh}:序列号 ${view.stranger.serial ?? '-'},原为 ${view.stranger.expected}`,
        en: `another ${name.en}: serial ${view.stranger.serial ?? '-'}, ${view.stranger.expected} is known`,
      },
      { zh: `用 swap ${device} 试用并启用`, en: `try and bind it: swap ${device}` },
    );
  const fault = view?.fault ?? { cause: 'absent', detail: view?.state ?? '' };
  const words = FAULT_WORDS[fault.cause] ?? OTHER_FAULT;
  return found(
    { zh: `${name.zh}${words.zh}`, en: `${name.en}: ${words.en} (${fault.detail})` },
    LINK_PARTS[fault.cause] ?? CABLE,
  );
}

/** Ready, or in trouble for longer than a cable takes to be plugged in. */
function isSettled(view: DeviceView | undefined): boolean {
  if (view === undefined || view.state === 'ready' || view.stranger !== null) return true;
  return view.state !== 'identifying' && view.state !== 'lent' && view.fault !== null;
}

const CABLE: Words = {
  zh: '电源、数据线、接口;换线再试;再不行更换 (swap)',
  en: 'power, cable, port: try another cable; else swap',
};

const LINK_PARTS: Readonly<Record<string, Words>> = {
  'bad-address': { zh: '配置:configuration show devices', en: 'the configuration: configuration show devices' },
  denied: { zh: '系统:端口的访问权限', en: 'the system: permissions of the port' },
  busy: { zh: '系统:别的程序占着端口', en: 'the system: another program holds the port' },
  silent: { zh: '数据线与波特率;设备电源断开再开', en: 'cable and speed; switch the device off and on' },
};
