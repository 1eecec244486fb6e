/**
 * What a counter may be fitted with where people bring cards, codes and eyes: driver, link and device, in one table. The configuration, the emulators
 * and the drawing read it. A profile without the key `fitted` has what it had before there was a choice.
 */
import { MagneSafeHid } from '../emulators/card-reader/magnesafe-hid.ts';
import { MagtekHid } from '../emulators/card-reader/magtek-hid.ts';
import { MsrSerial } from '../emulators/card-reader/msr-serial.ts';
import { NeoSerial } from '../emulators/card-reader/neo-serial.ts';
import { SecureMagHid } from '../emulators/card-reader/securemag-hid.ts';
import { Display } from '../emulators/display/display.ts';
import type { HidModel, HidWorld } from '../emulators/hid-shell.ts';
import { Scanner } from '../emulators/scanner/scanner.ts';
import type { SerialModel, SerialWorld } from '../emulators/serial-shell.ts';
import type { Chance } from './chance.ts';

/** `other`: one that looks the same and stands in its place after somebody exchanged them. */
export type Unit = 'own' | 'other';

/** How the unit on this counter is set up: which switches, which suffix; an index into what the model has. */
type Variant = 0 | 1 | 2;

interface Hid {
  readonly on: 'hid';
  readonly link: string;
  build(world: HidWorld, unit: Unit, variant: Variant): HidModel;
}

interface Serial {
  readonly on: 'serial';
  readonly link: string;
  build(world: SerialWorld, unit: Unit, variant: Variant): SerialModel;
}

export type Fitting = Hid | Serial;

const hid = (link: string, build: Hid['build']): Hid => ({ on: 'hid', link, build });
const serial = (link: string, build: Serial['build']): Serial => ({ on: 'serial', link, build });

/** The KSN of a unit that has been given keys; public, of the ANSI example. */
const KSN = 'FFFF9876543210E00000';

/** No acquirer takes what a reader has encrypted (drivers/card-reader/README.md): the own unit of each is clear, the other one of some is not. */
export const READERS = {
  'magtek-hid': hid('hid:0801:0002', (world, unit) => new MagtekHid(world, { serial: serialOf('B', unit) })),
  'magnesafe-hid': hid(
    'hid:0801:0011',
    (world, unit) => new MagneSafeHid(world, { serial: serialOf('M', unit), level: unit === 'own' ? 2 : 3 }),
  ),
  'securemag-hid': hid(
    'hid:0acd:2010',
    (world, unit, variant) => new SecureMagHid(world, { level: unit === 'own' ? 1 : 3, enhanced: variant === 1 }),
  ),
  'neo-serial': serial(
    'serial:/dev/pos/reader?baud=115200',
    (world, unit) => new NeoSerial(world, unit === 'own' ? {} : { ksn: KSN }),
  ),
  'msr-serial': serial('serial:/dev/pos/msr?baud=9600', (world, unit, variant) => {
    const formats = ['magtek', 'idtech', 'uic'] as const;
    const format = formats[(variant + (unit === 'own' ? 0 : 1)) % formats.length] ?? 'magtek';
    return new MsrSerial(world, { format, stx: unit === 'other', cr: true, etx: true });
  }),
} as const satisfies Readonly<Record<string, Fitting>>;

export const SCANNERS = {
  'hid-pos': hid('hid:1eab:8306', (world) => new Scanner({ ...world, tell: world.input }, { kind: 'hid-pos' })),
  'hid-wedge': hid('hid:0c2e:0200', (world, _, variant) => {
    const suffix = (['enter', 'kp-enter', 'tab'] as const)[variant];
    return new Scanner({ ...world, tell: world.input }, { kind: 'wedge', layout: 'us', suffix });
  }),
  serial: serial('serial:/dev/pos/scanner?baud=9600', (world, _, variant) => {
    const suffix = (['cr', 'crlf', 'lf'] as const)[variant];
    return new Scanner({ ...world, tell: world.send }, { kind: 'serial', aim: variant !== 0, suffix });
  }),
} as const satisfies Readonly<Record<string, Fitting>>;

const DISPLAY_LINK = 'serial:/dev/pos/display?baud=9600';

/** The variant says which characters it has: 0 Chinese ones, else ASCII. */
export const DISPLAYS = {
  'dm-d': serial(DISPLAY_LINK, (world, _, variant) => new Display(world, { dialect: 'dm-d', gb18030: variant === 0 })),
  cd5220: serial(
    DISPLAY_LINK,
    (world, _, variant) => new Display(world, { dialect: 'cd5220', gb18030: variant === 0 }),
  ),
} as const satisfies Readonly<Record<string, Fitting>>;

interface Fitted<Driver> {
  readonly driver: Driver;
  readonly variant: Variant;
}

export interface FittedDevices {
  readonly reader?: Fitted<keyof typeof READERS>;
  readonly scanner?: Fitted<keyof typeof SCANNERS>;
  readonly display?: Fitted<keyof typeof DISPLAYS>;
}

/** What a profile says of it. */
interface Counter {
  readonly fitted?: FittedDevices;
  readonly chipReader?: true;
  readonly scanner?: true;
  readonly display: boolean;
}

export const readerOf = ({ fitted, chipReader }: Counter): NonNullable<FittedDevices['reader']> =>
  fitted?.reader ?? { driver: chipReader === true ? 'neo-serial' : 'magtek-hid', variant: 0 };

/** Null: this counter has none. */
export function scannerOf({ fitted, scanner }: Counter): NonNullable<FittedDevices['scanner']> | null {
  return scanner === true ? (fitted?.scanner ?? { driver: 'hid-pos', variant: 0 }) : null;
}

/** Null: this counter has none. */
export function displayOf({ fitted, display }: Counter): NonNullable<FittedDevices['display']> | null {
  return display ? (fitted?.display ?? { driver: 'dm-d', variant: 0 }) : null;
}

/** The rows of terminal.json. */
export function fittedFile(profile: Counter): Readonly<Record<string, object>> {
  const { driver: reader } = readerOf(profile);
  const scanner = scannerOf(profile);
  const display = displayOf(profile);
  const charset = display?.variant === 0 ? 'gb18030' : 'ascii';
  return {
    cardReader: { driver: reader, link: READERS[reader].link },
    ...(scanner === null ? {} : { scanner: { driver: scanner.driver, link: SCANNERS[scanner.driver].link } }),
    ...(display === null ? {} : { customerDisplay: { driver: display.driver, link: DISPLAY_LINK, charset } }),
  };
}

/** Where chips and phones are taken the reader is the one that can, many who sell goods scan them; everything else is chosen from the table. */
export function drawFitted(
  chance: Chance,
  { chipReader, goods }: Counter & { readonly goods?: true },
): { readonly fitted: FittedDevices; readonly scanner?: true } {
  const variant = (): Variant => chance.pick([0, 1, 2] as const);
  const swiped = chance.weighted({ 'magtek-hid': 30, 'magnesafe-hid': 25, 'securemag-hid': 20, 'msr-serial': 25 });
  return {
    ...(goods === true && chance.happens(0.5) ? { scanner: true as const } : {}),
    fitted: {
      reader: { driver: chipReader === true ? 'neo-serial' : swiped, variant: variant() },
      scanner: { driver: chance.weighted({ 'hid-pos': 34, 'hid-wedge': 33, serial: 33 }), variant: variant() },
      display: { driver: chance.weighted({ 'dm-d': 40, cd5220: 60 }), variant: variant() },
    },
  };
}

const serialOf = (maker: string, unit: Unit): string => `${maker}${unit === 'own' ? '12345' : '54321'}`;
