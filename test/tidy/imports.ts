/** Who may import whom (design §3): types and values, static, dynamic and re-exported. */
import { type Edge, edgesOf } from './modules.ts';
import type { Module } from './syntax.ts';
import { isProduct, isTest } from './tree.ts';

const PURE_ROOMS = ['firmware/rules/', 'firmware/receipts/', 'firmware/screens/'] as const;
/** Packages without effects that a pure room may lean on. */
const PURE_PACKAGES: ReadonlySet<string> = new Set(['string-width', 'uqr', 'zod']);
/** What draws the emulated printer's paper. */
const DRAWING_PACKAGES: ReadonlySet<string> = new Set(['@napi-rs/canvas', '@fontsource/unifontex']);
/** What tests of emulators may use beside the emulators: the runner, properties, golden transcripts, and foreign judges. */
const TEST_PACKAGES: ReadonlySet<string> = new Set([
  'vitest',
  'fast-check',
  'zxing-wasm',
  'receiptio',
  'receiptline',
  '@point-of-sale/receipt-printer-encoder',
]);

interface Border {
  readonly room: (path: string) => boolean;
  readonly allows: (edge: Edge) => boolean;
  readonly law: string;
}

const startsWithAny = (path: string, rooms: readonly string[]) => rooms.some((room) => path.startsWith(room));

const BORDERS: readonly Border[] = [
  {
    room: (path) => path.startsWith('drivers/'),
    allows: (edge) => !edge.ours || edge.target.startsWith('drivers/'),
    law: 'drivers import nothing of ours outside drivers/',
  },
  {
    room: (path) => path.startsWith('storage/'),
    allows: (edge) => !edge.ours || edge.target.startsWith('storage/'),
    law: 'storage is the ground floor: it imports nothing of ours outside storage/',
  },
  {
    room: (path) => startsWithAny(path, PURE_ROOMS),
    allows: (edge) =>
      edge.ours
        ? edge.target === 'storage/facts.ts' || startsWithAny(edge.target, ['storage/entries/', ...PURE_ROOMS])
        : PURE_PACKAGES.has(edge.target),
    law: 'a pure room imports storage/facts.ts, storage/entries/, pure rooms and packages without effects only',
  },
  {
    room: (path) => path.startsWith('firmware/machines/') || path.startsWith('firmware/maintenance/'),
    allows: (edge) =>
      !edge.ours ||
      edge.target.startsWith('firmware/') ||
      edge.target === 'storage/facts.ts' ||
      (edge.kind === 'type' && startsWithAny(edge.target, ['drivers/', 'storage/'])),
    law: 'machines and maintenance know drivers and storage as types; main.ts wires the values',
  },
  {
    room: (path) => path.startsWith('firmware/') && path !== 'firmware/main.ts',
    allows: (edge) => edge.target !== 'firmware/main.ts',
    law: 'nothing imports the composition root',
  },
  {
    room: (path) => path.startsWith('firmware/'),
    allows: (edge) => !edge.ours || isProduct(edge.target),
    law: 'firmware imports firmware, drivers and storage only',
  },
  {
    room: (path) => path.startsWith('test/emulators/') && !isTest(path),
    allows: emulatorMayImport,
    law: 'an emulator imports node:* and its own kind only (koffi: the PTY opener; drawing: the printer)',
  },
  {
    room: (path) => path.startsWith('test/emulators/') && isTest(path),
    allows: (edge) =>
      edge.ours
        ? startsWithAny(edge.target, ['test/emulators/', 'test/wire/'])
        : TEST_PACKAGES.has(edge.target) || emulatorMayImport(edge),
    law: 'an emulator is tested against the manual, never against our own drivers',
  },
];

function emulatorMayImport(edge: Edge): boolean {
  if (edge.ours) return edge.target.startsWith('test/emulators/');
  if (edge.target.startsWith('node:')) return true;
  if (edge.target === 'koffi') return /^test\/emulators\/pty(-[a-z]+)*\.ts$/.test(edge.from);
  return DRAWING_PACKAGES.has(edge.target) && edge.from.startsWith('test/emulators/printer/');
}

/** Package → the only place of the product that may name it. */
const SOLE_IMPORTERS: ReadonlyMap<string, string> = new Map([
  ['xstate', 'firmware/machines/'],
  ['serialport', 'drivers/link/'],
  ['@serialport', 'drivers/link/'],
  ['node-hid', 'drivers/link/'],
  ['node:net', 'drivers/link/'],
  ['node:tls', 'drivers/link/'],
  ['better-sqlite3', 'storage/'],
  ['escpos', 'drivers/printer/'],
]);

function told(edge: Edge, law: string): string {
  return `${edge.from}:${edge.line}: imports ${edge.target}: ${law}`;
}

/** Borders between the rooms. */
export function crossedBorders(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(edgesOf).flatMap((edge) => {
    const border = BORDERS.find((candidate) => candidate.room(edge.from) && !candidate.allows(edge));
    return border === undefined ? [] : [told(edge, border.law)];
  });
}

/** Packages with one importer; `escpos` with one importing file. */
export function foreignImporters(modules: readonly Module[]): readonly string[] {
  const edges = modules.flatMap(edgesOf).filter((edge) => isProduct(edge.from) && !edge.ours);
  const foreign = edges.flatMap((edge) => {
    const sole = SOLE_IMPORTERS.get(edge.target.startsWith('@serialport/') ? '@serialport' : edge.target);
    return sole === undefined || edge.from.startsWith(sole) ? [] : [told(edge, `only ${sole} may`)];
  });
  const encoders = [...new Set(edges.filter((edge) => edge.target === 'escpos').map((edge) => edge.from))];
  if (encoders.length > 1) foreign.push(`${encoders.join(', ')}: escpos belongs in one file`);
  return foreign;
}

/** What ships leans on `dependencies` only, and names modules by literals. */
export function unlistedPackages(
  modules: readonly Module[],
  manifest: { readonly dependencies?: object; readonly devDependencies?: object },
): readonly string[] {
  const shipped = new Set(Object.keys(manifest.dependencies ?? {}));
  const all = new Set([...shipped, ...Object.keys(manifest.devDependencies ?? {})]);
  return modules.flatMap(edgesOf).flatMap((edge) => {
    if (edge.specifier === '(computed)') {
      return isProduct(edge.from) ? [`${edge.from}:${edge.line}: a computed import hides what is imported`] : [];
    }
    if (edge.ours || edge.target.startsWith('node:')) return [];
    const listed = isProduct(edge.from) ? shipped : all;
    // Types alone never run: they may come from a development package.
    if (listed.has(edge.target) || (edge.kind === 'type' && all.has(edge.target))) return [];
    return [told(edge, isProduct(edge.from) ? 'not among the dependencies of package.json' : 'not in package.json')];
  });
}

/** Import cycles, by value or type; each cycle once. */
export function importCycles(modules: readonly Module[]): readonly string[] {
  const next = new Map(
    modules.map((module) => [
      module.file.path,
      edgesOf(module)
        .filter((edge) => edge.ours)
        .map((edge) => edge.target),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const target of next.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) walk(path, []);
  return cycles;
}
