/** What can differ from one counter to the next: which printer, which line, which bank, which policy. */

import type { Clock } from '../../drivers/link/link.ts';
import type { MaintenanceHost } from '../../firmware/effects/technician/maintenance.ts';
import type { Catalogue } from '../../firmware/rules/catalogue.ts';
import { DEFAULT_POLICY, type Policy } from '../../firmware/rules/policy.ts';
import type { Settings } from '../emulators/printer/settings.ts';
import type { ByteCable } from './byte-cable.ts';
import type { Chance } from './chance.ts';
import type { FittedDevices } from './fittings.ts';

export interface Profile {
  /** `rtscts` and `tcp` hold the terminal back; on a `bare` line it must hold itself back. */
  readonly line: 'rtscts' | 'bare' | 'tcp';
  readonly printer: Partial<Settings>;
  /** What DSR says where it is not wired to the printer's power: nothing (an adapter, a PTY), low, or high (looped in the cable). */
  readonly dsr?: 'absent' | 'low' | 'high';
  /** Lines on the roll that is put in. */
  readonly rollLines: number;
  readonly display: boolean;
  readonly bankTimeoutSeconds: number;
  readonly tpdu: 'swapped' | 'echoed';
  /** The bank takes refunds with the card only. */
  readonly refundNeedsCard?: boolean;
  /** A part of a sale may be approved, and the bank seals every approval. */
  readonly partialApproval?: true;
  /** The bank speaks ISO 8583:1987, in characters; left out: UnionPay's dialect. */
  readonly neutral?: true;
  /** The bank can be asked what became of a message. */
  readonly enquiry?: true;
  readonly policy: Policy;
  /** The shop sells by items (shop-goods.ts). */
  readonly goods?: true;
  /** A scanner before which a payment code may be held. */
  readonly scanner?: true;
  /** The reader takes chips and phones, too. */
  readonly chipReader?: true;
  /** Which reader, scanner and customer display; left out: the first of each (fittings.ts). */
  readonly fitted?: FittedDevices;
  /** The goods of the shop; without it sales are by amount. */
  readonly catalogue?: Catalogue;
  /** Milliseconds under way on serial and network lines, least and most. */
  readonly latencyMs: readonly [number, number];
  /** How often a write arrives in pieces. */
  readonly tearing: number;
  /** True: a terminal in training, with the shop's journal beside it. `beside`: one that could go there. */
  readonly school?: true | 'beside';
  /** Another printer stands there, on the same kind of line. */
  readonly secondPrinter?: Partial<Settings>;
  /** A PIN pad: `pad`: it alone has the keys, and the shop trades for real; `software`: a demonstration. Whether the file names its key slot. */
  readonly pinPad?: { readonly keys: 'software' | 'pad'; readonly namesSlot: boolean };
  /** There is a maintenance port, and somebody comes with a laptop (laptop.ts). */
  readonly maintained?: true;
  /** Somebody at the maintenance port; left out, there is none. */
  readonly technician?: Technician;
}

/** The technician's end of the cable, and the machine below the terminal. */
export interface Technician {
  cable(time: Clock): ByteCable;
  host(folder: string): MaintenanceHost;
}

/** D is left out: a printer that never answers is never printed on (its debts stay named). */
const GRADES = { A: 74, B: 14, C: 12 } as const;

export function drawProfile(chance: Chance): Profile {
  const line = chance.weighted({ rtscts: 55, bare: 30, tcp: 15 });
  const rollLines = chance.pick([80, 300, 2_000]);
  return {
    line,
    printer: drawPrinter(chance, line, rollLines),
    rollLines,
    display: chance.happens(0.25),
    bankTimeoutSeconds: chance.pick([5, 20, 60]),
    tpdu: chance.pick(['swapped', 'echoed'] as const),
    policy: {
      ...DEFAULT_POLICY,
      refund: { ...DEFAULT_POLICY.refund, withoutPaper: chance.pick(['ask', 'ask', 'defer', 'now'] as const) },
    },
    latencyMs: chance.pick([
      [0, 1],
      [1, 10],
      [5, 120],
    ] as const),
    tearing: chance.pick([0, 0.1, 0.6]),
  };
}

/** Another printer beside the first, on some counters. */
export function drawNeighbour(chance: Chance, { line, rollLines }: Profile): Pick<Profile, 'secondPrinter'> {
  return chance.happens(0.25) ? { secondPrinter: drawPrinter(chance, line, rollLines) } : {};
}

/**
 * On some lines with flow control nothing tells the power. Such a line has a speed, so that it can hold something when the power goes. There the
 * printer may not tell of its memory either, but behind cables that say "on" for ever; and on some where DSR does tell the power, nothing else does.
 */
export function drawDsr(
  chance: Chance,
  counter: Pick<Profile, 'line' | 'printer' | 'secondPrinter'>,
): Partial<Profile> {
  if (counter.line !== 'rtscts') return {};
  const { printer, secondPrinter } = counter;
  const held = (tells: () => boolean): Partial<Settings> => {
    const bufferBytes = chance.pick([45, 45, 4096] as const);
    const tellsSymbolSize = tells();
    return { bufferBytes, baud: 115_200, tellsSymbolSize, ...(tellsSymbolSize ? {} : { asbAtPowerOn: 0 }) };
  };
  if (!chance.happens(0.4)) {
    const asksOnlyForNames = chance.happens(0.25);
    return asksOnlyForNames ? { printer: { ...printer, ...held(() => false), grade: 'A' } } : {};
  }
  const dsr = chance.pick(['absent', 'low', 'high'] as const);
  const tells = () => dsr === 'high' || chance.happens(0.6);
  const beside = secondPrinter === undefined ? {} : { secondPrinter: { ...secondPrinter, ...held(tells) } };
  return { dsr, printer: { ...printer, ...held(tells) }, ...beside };
}

function drawPrinter(chance: Chance, line: Profile['line'], rollLines: number): Partial<Settings> {
  const grade = chance.weighted(GRADES);
  const drawnBytes = chance.pick([4096, 4096, 45] as const);
  // Without answers and flow control, paper that ends between two polls loses what follows: such a printer needs a large buffer.
  const bufferBytes = line === 'bare' && grade === 'C' ? 4096 : drawnBytes;
  return {
    grade,
    flow: line === 'bare' ? 'none' : 'dtrdsr',
    bufferBytes,
    busyWhen: chance.pick(['full', 'full-or-offline'] as const),
    releaseAtFreeBytes: chance.pick([256, 138] as const),
    baud: chance.happens(0.15) ? 115_200 : 0,
    // The slowest that the driver allows for where nothing answers: 40 mm/s.
    lineMs: chance.pick([8, 30, 85]),
    linesLeft: rollLines,
    nearEndLines: chance.pick([0, 40]),
    chineseAtPowerOn: chance.happens(0.3),
    xonAtPowerOn: chance.happens(0.2),
    asbAtPowerOn: chance.pick([0, 0, 2, 255]),
    bootMs: chance.pick([0, 700, 3_000]),
    newestIdOnly: chance.happens(0.1),
    // The emulated grade C has no DLE ENQ.
    coverRecovery: grade !== 'C' && chance.happens(0.3) ? 'dle-enq' : 'by-itself',
    openCoverReadsPaperEnd: chance.happens(0.3),
  };
}
