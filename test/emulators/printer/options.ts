/** The command line of the emulator process. */
import { parseArgs } from 'node:util';
import type { Settings } from './settings.ts';

export type Place =
  | { readonly kind: 'pty'; readonly symlink: string | null }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

type Reader = (value: string, option: string) => unknown;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const whole: Reader = (value, option) => {
  if (!/^\d+$/.test(value)) throw new Error(`--${option} must be a whole number, not "${value}"`);
  return Number(value);
};
const yesNo: Reader = (value, option) => {
  if (value !== 'true' && value !== 'false') throw new Error(`--${option} must be true or false, not "${value}"`);
  return value === 'true';
};
const text: Reader = (value) => value;
const oneOf =
  (...allowed: readonly (string | number)[]): Reader =>
  (value, option) => {
    const found = allowed.find((one) => String(one) === value);
    if (found === undefined) throw new Error(`--${option} must be one of ${allowed.join(' ')}, not "${value}"`);
    return found;
  };

/** Option → setting and what it may be. */
const table: Readonly<Record<string, readonly [keyof Settings, Reader]>> = {
  baud: ['baud', whole],
  buffer: ['bufferBytes', oneOf(4096, 45)],
  'release-at': ['releaseAtFreeBytes', oneOf(256, 138)],
  flow: ['flow', oneOf('none', 'xonxoff', 'dtrdsr')],
  'busy-when': ['busyWhen', oneOf('full', 'full-or-offline')],
  grade: ['grade', oneOf('A', 'B', 'C', 'D')],
  clone: ['clone', oneOf('none', 'caysn', 'old-board')],
  proxy: ['proxy', oneOf('none', 'all', 'status')],
  'stale-answers': ['staleAnswers', yesNo],
  columns: ['columns', oneOf(48, 32)],
  'lines-left': ['linesLeft', whole],
  'near-end': ['nearEndLines', whole],
  'near-end-sensor': ['nearEndSensor', yesNo],
  'line-ms': ['lineMs', whole],
  chinese: ['chinese', oneOf('font', 'none')],
  'chinese-at-power-on': ['chineseAtPowerOn', yesNo],
  'xon-at-power-on': ['xonAtPowerOn', yesNo],
  'asb-at-power-on': ['asbAtPowerOn', oneOf(0, 2, 255)],
  'boot-ms': ['bootMs', whole],
  'cutter-gap': ['cutterGapDots', whole],
  'symbol-size': ['tellsSymbolSize', yesNo],
  'newest-id-only': ['newestIdOnly', yesNo],
  'cover-recovery': ['coverRecovery', oneOf('by-itself', 'dle-enq')],
  'open-cover-reads-paper-end': ['openCoverReadsPaperEnd', yesNo],
  maker: ['maker', text],
  model: ['model', text],
  firmware: ['firmware', text],
  serial: ['serial', text],
};

/**
 * @returns where to listen and what differs from the default printer. A socket holds the host back by itself, so its flow
 * control is `dtrdsr` unless another is named.
 * @throws Error saying which option and what it may be.
 */
export function readOptions(args: readonly string[]): { place: Place; settings: Partial<Settings> } {
  const names = ['link', 'tcp', 'unix', ...Object.keys(table)];
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    strict: true,
  });
  const given = values as Record<string, string | undefined>;
  const place = readPlace(given);
  const settings: Partial<Writable<Settings>> = place.kind === 'pty' ? {} : { flow: 'dtrdsr' };
  for (const [option, [key, read]] of Object.entries(table)) {
    const value = given[option];
    if (value !== undefined) Object.assign(settings, { [key]: read(value, option) });
  }
  return { place, settings };
}

function readPlace(given: Record<string, string | undefined>): Place {
  const { link, tcp, unix } = given;
  if ([link, tcp, unix].filter((one) => one !== undefined).length > 1) {
    throw new Error('only one of --link, --tcp, --unix can be given');
  }
  if (tcp !== undefined) {
    const [, host, port] = /^(?:(.+):)?(\d+)$/.exec(tcp) ?? [];
    if (port === undefined) throw new Error(`--tcp must be [HOST:]PORT, not "${tcp}"`);
    return { kind: 'tcp', host: host ?? '127.0.0.1', port: Number(port) };
  }
  if (unix !== undefined) return { kind: 'unix', path: unix };
  return { kind: 'pty', symlink: link ?? null };
}
