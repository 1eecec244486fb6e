/**
 * `node test/emulators/card-reader/main.ts --model NAME …`
 *
 * HID: `--socket PATH` with `--model magtek-hid [--serial TEXT] [--insertion yes]`, `magnesafe-hid [--serial TEXT] [--ksn HEX]
 * [--level 2|3]`, `securemag-hid [--ksn HEX] [--level 1|3] [--enhanced yes] [--report-bytes N]`.
 * Serial: `[--symlink PATH] [--baud N]` with `--model neo-serial [--ksn HEX] [--boot text|frame|none]`,
 * `msr-serial [--format magtek|idtech|uic] [--stx yes] [--cr no] [--etx yes]`.
 */
import { parseArgs } from 'node:util';
import { serveHidDevice } from '../hid-shell.ts';
import { serveSerialDevice } from '../serial-shell.ts';
import { MagneSafeHid } from './magnesafe-hid.ts';
import { MagtekHid } from './magtek-hid.ts';
import { MsrSerial, msrFormatOf } from './msr-serial.ts';
import { bootNoticeOf, NeoSerial } from './neo-serial.ts';
import { SecureMagHid } from './securemag-hid.ts';

const { values } = parseArgs({ options: { model: { type: 'string' } }, strict: false });

/** An option that was not given must not be there at all. */
const given = <Name extends string, const Value>(name: Name, value: Value | undefined): { [name in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [name in Name]?: Value });

const levelOf = <Level extends number>(text: string | undefined, ...levels: readonly Level[]): Level | undefined => {
  const level = levels.find((one) => String(one) === text);
  if (text !== undefined && level === undefined) throw new Error(`--level must be ${levels.join(' or ')}`);
  return level;
};

const models: Readonly<Record<string, () => void | Promise<void>>> = {
  'magtek-hid': () =>
    serveHidDevice(
      ['model', 'serial', 'insertion'],
      (world, options) =>
        new MagtekHid(world, { ...given('serial', options.serial), insertion: options.insertion === 'yes' }),
    ),
  'magnesafe-hid': () =>
    serveHidDevice(
      ['model', 'serial', 'ksn', 'level'],
      (world, options) =>
        new MagneSafeHid(world, {
          ...given('serial', options.serial),
          ...given('ksn', options.ksn),
          ...given('level', levelOf<2 | 3>(options.level, 2, 3)),
        }),
    ),
  'securemag-hid': () =>
    serveHidDevice(
      ['model', 'ksn', 'level', 'enhanced', 'report-bytes'],
      (world, options) =>
        new SecureMagHid(world, {
          ...given('ksn', options.ksn),
          ...given('level', levelOf<1 | 3>(options.level, 1, 3)),
          enhanced: options.enhanced === 'yes',
          ...given('reportBytes', options['report-bytes'] === undefined ? undefined : Number(options['report-bytes'])),
        }),
    ),
  'neo-serial': () =>
    serveSerialDevice(
      115200,
      ['model', 'ksn', 'boot'],
      (world, options) => new NeoSerial(world, { ...given('ksn', options.ksn), boot: bootNoticeOf(options.boot) }),
    ),
  'msr-serial': () =>
    serveSerialDevice(9600, ['model', 'format', 'stx', 'cr', 'etx'], (world, options) => {
      return new MsrSerial(world, {
        format: msrFormatOf(options.format),
        stx: options.stx === 'yes',
        cr: options.cr !== 'no',
        etx: options.etx === 'yes',
      });
    }),
};

const serve = models[String(values.model)];
if (serve === undefined) throw new Error(`--model must be one of ${Object.keys(models).join(', ')}`);
await serve();
