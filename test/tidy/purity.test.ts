/** Design §5: time, ids and chance are injected everywhere, drivers included. */
import { describe, expect, it } from 'vitest';
import { parseAll } from './modules.ts';
import { clocksAndChance, moduleState } from './purity.ts';
import { planted, readTree } from './tree.ts';

const tree = parseAll(readTree());

describe('clocks, timers and chance', () => {
  it('are handed in', () => expect(clocksAndChance(tree)).toEqual([]));
  it.each([
    'const t = Date.now();',
    'const t = new Date();',
    'function f(at: Date): void {}',
    'const t = globalThis.performance.now();',
    'const now = performance.now;',
    'setTimeout(() => {}, 10);',
    'const wait = globalThis.setInterval;',
    'const t = { setImmediate };',
    'const x = Math.random();',
    "import { randomUUID } from 'node:crypto';",
    "import * as c from 'node:crypto'; export const id = c.randomBytes(8);",
    'const id = crypto.randomUUID();',
    "import crypto from 'crypto'; export const id = crypto.randomUUID();",
    "import nodeCrypto from 'node:crypto'; export const id = nodeCrypto.randomInt(6);",
    "import { generateKeySync as make } from 'node:crypto';",
    "import { setTimeout as wait } from 'node:timers/promises';",
    "import { monotonic } from 'node:perf_hooks';",
    'const t = process.hrtime.bigint();',
    'const s = AbortSignal.timeout(5);',
    'Atomics.wait(cells, 0, 0, 100);',
  ])('%s', (text) => {
    expect(clocksAndChance(parseAll(planted('drivers/link/serial.ts', text))).length).toBeGreaterThan(0);
    expect(clocksAndChance(parseAll(planted('firmware/main.ts', text)))).toEqual([]);
  });
  it.each([
    'const t = clock.nowMs(); clock.after(5, run);',
    'const host = { Date: answer.hostDate, performance: 1 };',
    "import { createHmac } from 'node:crypto';",
    'interface Report { readonly crypto: string }',
    'const d = report.Date;',
    'function open(randomBytes: (n: number) => Uint8Array) { return randomBytes(16); }',
    'const salt = options.randomBytes(16);',
  ])('leaves alone: %s', (text) => {
    expect(clocksAndChance(parseAll(planted('drivers/link/serial.ts', text)))).toEqual([]);
  });
});

describe('module-level state', () => {
  it('there is none', () => expect(moduleState(tree)).toEqual([]));
  it.each([
    'let count = 0;',
    'export let open = false;',
    'const seen = new Map<string, number>();',
    'const queue: string[] = [];',
  ])('%s', (text) => expect(moduleState(parseAll(planted('storage/journal/a.ts', text)))).toHaveLength(1));
  it.each(['const KEYS = new Map([[1, 2]]);', 'const LIMIT = 5;', 'export function f() { let n = 0; return n; }'])(
    'leaves alone: %s',
    (text) => expect(moduleState(parseAll(planted('storage/journal/a.ts', text)))).toEqual([]),
  );
});
