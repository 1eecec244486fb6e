/** Design §3: who may import whom. Each rule holds on the tree, and is shown to go red on a planted line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossedBorders, foreignImporters, importCycles, unlistedPackages } from './imports.ts';
import { parseAll } from './modules.ts';
import { planted, ROOT, readTree } from './tree.ts';

const tree = parseAll(readTree());
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const module = (path: string, text: string) => parseAll(planted(path, text));

describe('borders between rooms', () => {
  it('hold', () => expect(crossedBorders(tree)).toEqual([]));
  it.each([
    ['drivers/printer/escpos.ts', "import type { Stan } from '../../storage/facts.ts';"],
    ['drivers/printer/escpos.ts', "export { x } from '../../firmware/rules/limits.ts';"],
    ['storage/journal/sqlite.ts', "import { a } from '../../drivers/link/link.ts';"],
    ['storage/journal/sqlite.ts', "const a = await import('../../firmware/main.ts');"],
    ['firmware/rules/limits.ts', "import type { Journal } from '../../storage/journal/journal.ts';"],
    ['firmware/rules/limits.ts', "type T = import('../machines/sale.ts').T;"],
    ['firmware/receipts/layout.ts', "import { readFileSync } from 'node:fs';"],
    ['firmware/screens/idle.ts', "import { createMachine } from 'xstate';"],
    ['firmware/machines/sale.ts', "import { openPrinter } from '../../drivers/printer/escpos.ts';"],
    ['firmware/machines/sale.ts', "import { a } from '../../test/emulators/control.ts';"],
    ['firmware/machines/sale.ts', "import { type A, b } from '../../storage/journal/journal.ts';"],
    ['firmware/maintenance/table.ts', "import { main } from '../main.ts';"],
    ['firmware/main.ts', "import { x } from '../scripts/start.ts';"],
    ['test/emulators/printer/model.ts', "import { x } from '../../../drivers/printer/wire.ts';"],
    ['test/emulators/printer/model.ts', "import iconv from 'iconv-lite';"],
    ['test/emulators/printer/model.ts', "import koffi from 'koffi';"],
    ['test/emulators/scanner/model.ts', "import { createCanvas } from '@napi-rs/canvas';"],
    ['test/emulators/printer/model.test.ts', "import { x } from '../../../drivers/printer/wire.ts';"],
  ])('%s may not: %s', (path, text) => expect(crossedBorders(module(path, text))).toHaveLength(1));
  it.each([
    ['drivers/printer/escpos.ts', "import type { Clock } from '../link/link.ts';"],
    ['firmware/rules/limits.ts', "import { minorUnits } from '../../storage/facts.ts';"],
    ['firmware/screens/idle.ts', "import { formatAmount } from '../receipts/amount.ts';"],
    ['firmware/machines/sale.ts', "import type { Journal } from '../../storage/journal/journal.ts';"],
    ['firmware/machines/sale.ts', "import { type A, type B } from '../../drivers/keypad/keypad.ts';"],
    ['firmware/main.ts', "import { openPrinter } from '../drivers/printer/escpos.ts';"],
    ['test/emulators/pty.ts', "import koffi from 'koffi';"],
    ['test/emulators/printer/paper.ts', "import { createCanvas } from '@napi-rs/canvas';"],
    ['test/emulators/printer/model.test.ts', "import { readTranscript } from '../../wire/transcript.ts';"],
    ['test/scenarios/sale.test.ts', "import { main } from '../../firmware/main.ts';"],
  ])('%s may: %s', (path, text) => expect(crossedBorders(module(path, text))).toEqual([]));
});

describe('sole importers', () => {
  it('hold', () => expect(foreignImporters(tree)).toEqual([]));
  it.each([
    ['firmware/rules/limits.ts', "import { setup } from 'xstate';"],
    ['firmware/main.ts', "import { createActor } from 'xstate';"],
    ['drivers/printer/escpos.ts', "import { SerialPort } from 'serialport';"],
    ['drivers/printer/escpos.ts', "import { autoDetect } from '@serialport/bindings-cpp';"],
    ['drivers/acquirer/tcp.ts', "import net from 'net';"],
    ['drivers/acquirer/tcp.ts', "import { connect } from 'node:tls';"],
    ['drivers/keypad/hid.ts', "const { HID } = await import('node-hid');"],
    ['firmware/main.ts', "import Database from 'better-sqlite3';"],
    ['firmware/receipts/layout.ts', "const e = require('escpos');"],
  ])('%s may not: %s', (path, text) => expect(foreignImporters(module(path, text))).toHaveLength(1));
  it('escpos is imported by one file of drivers/printer', () => {
    const text = "import { Printer } from 'escpos';";
    const one = planted('drivers/printer/encoder.ts', text);
    expect(foreignImporters(parseAll(one))).toEqual([]);
    expect(foreignImporters(parseAll([...one, ...planted('drivers/printer/raster.ts', text)]))).toHaveLength(1);
  });
});

describe('packages', () => {
  it('are listed, and what ships needs no development package', () =>
    expect(unlistedPackages(tree, manifest)).toEqual([]));
  it.each([
    ['firmware/main.ts', "import left from 'left-pad';"],
    ['firmware/main.ts', "import fc from 'fast-check';"],
    ['test/museum/a.test.ts', "import left from 'left-pad';"],
    ['drivers/link/open.ts', 'const m = await import(name);'],
  ])('%s may not: %s', (path, text) => expect(unlistedPackages(module(path, text), manifest)).toHaveLength(1));
});

describe('import cycles', () => {
  it('there are none', () => expect(importCycles(tree)).toEqual([]));
  it('one made of types alone is found, once', () => {
    const loop = parseAll([
      { path: 'storage/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'storage/b.ts', text: "export type { C } from './keys/c.ts';" },
      { path: 'storage/keys/c.ts', text: "type A = import('../a.ts').A;" },
      { path: 'storage/d.ts', text: "import './a.ts';" },
    ]);
    expect(importCycles(loop)).toEqual(['storage/a.ts → storage/b.ts → storage/keys/c.ts → storage/a.ts']);
  });
});
