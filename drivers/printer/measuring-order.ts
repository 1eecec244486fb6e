/** Which question comes when a unit is measured, and from where it goes on behind a stop. Pure. */
import type { Found, Measure, MeasureStep, State } from './state.ts';
import { condition } from './status.ts';

/** What `GS I` asks for (APG p.456). */
export const INFO = { maker: 66, model: 67, firmware: 65, serial: 68 } as const;
export type InfoStep = keyof typeof INFO;

export const isInfo = (step: MeasureStep): step is InfoStep => step in INFO;

export const NEXT_NAME: Readonly<Record<Exclude<InfoStep, 'serial'>, MeasureStep>> = {
  maker: 'model',
  model: 'firmware',
  firmware: 'quiet',
};

/** By its answers in real time, or, where it gave none, by ASB alone: what is asked then is answered by nobody, or much later. */
export function standsStill({ health }: State, { found }: Measure): boolean {
  const is = condition(health.status);
  return is === 'stopped' || (found.realTime && is !== 'running');
}

/**
 * Where to go on when the printer runs again. It may still hold the question under way and answer it then: answers to `GS I` bear no name, so all
 * of them are asked again behind an ordered query, whose answer comes after theirs.
 */
export function afterStop(step: MeasureStep): MeasureStep {
  if (step === 'recheck') return 'calm';
  return isInfo(step) ? 'order' : step;
}

/**
 * Answers to `GS I` bear no name, and a printer may still answer what an earlier life asked it: a name may be wrong, the serial number must not. So it is asked
 * for last, behind the process ID, which does have a name, or behind all the time that was waited for one.
 */
export function afterProbe({ settings }: State, found: Found): MeasureStep {
  return found.firmware !== null && found.serial === null ? 'serial' : afterSerial({ settings }, found);
}

/** Only on a line that can outlast its power does it matter what it remembers. Busy with an earlier life's slip it may have been late for the ordered query. */
export function afterSerial({ settings }: Pick<State, 'settings'>, found: Found): MeasureStep {
  return settings.outlastsPower && (found.ordered || found.processIds) ? 'memory' : 'tidy';
}
