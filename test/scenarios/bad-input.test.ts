/** Bad input gets a clear answer in Chinese and English, the right exit code or screen, and loses nothing (design §9, §2.6). */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ringUp, sell } from '../countertop/cashier.ts';
import { FirmwareProcess } from '../countertop/firmware-process.ts';
import { bankOf } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

const MAIN = new URL('../../firmware/main.ts', import.meta.url).pathname;

/** A configuration in a folder of its own; `change` spoils it. Resolves to how the firmware ended and what it said. */
async function startWith(change: (configuration: Record<string, Record<string, unknown>>) => unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const configuration = {
    terminal: { tid: '10000001', mid: '898100000000001', merchant: 'Shop', mode: 'simulated' },
    data: './data',
    devices: {
      printer: { driver: 'escpos', link: `serial:${folder}/printer` },
      cardReader: { driver: 'magtek-hid', link: `unix:${folder}/reader.sock` },
      keypad: { driver: 'hid-keypad', link: `unix:${folder}/keypad.sock` },
    },
    acquirer: { profile: 'unionpay', link: 'tcp:127.0.0.1:9', keys: { tmk: '0123456789ABCDEFFEDCBA9876543210' } },
  } as unknown as Record<string, Record<string, unknown>>;
  const text = change(configuration);
  const path = join(folder, 'terminal.json');
  writeFileSync(path, typeof text === 'string' ? text : JSON.stringify(configuration));
  const firmware = new FirmwareProcess(MAIN, path);
  onTestFinished(() => firmware.cutPower());
  return { firmware, folder };
}

/** Those that take options. */
const COMMANDS = [
  ...['bench', 'catalogue', 'check', 'crash', 'fuzz', 'journal', 'leaks', 'mutants'],
  ...['simulate', 'soak', 'start', 'story', 'tech', 'tech-response'],
];

test.each(COMMANDS)('npm run %s with an option that there is not: exit 2, one line', async (name) => {
  const script = new URL(`../../scripts/${name}.ts`, import.meta.url).pathname;
  const [code, stderr] = await new Promise<readonly [unknown, string]>((resolve) =>
    execFile(
      process.execPath,
      [script, '--no-such-option'],
      // What Node warns of is not the command's word.
      { env: { ...process.env, NODE_NO_WARNINGS: '1' } },
      (error, _, said) => resolve([error?.code, said]),
    ),
  );
  expect([code, stderr.trim().split('\n')]).toEqual([2, [expect.stringMatching(/no-such-option/)]]);
});

describe('a configuration that cannot be used: exit 2, the key and what is allowed, in both languages', () => {
  test.each<[string, (configuration: Record<string, Record<string, unknown>>) => unknown, RegExp]>([
    [
      'a key that does not exist',
      (it) => {
        (it['devices'] as Record<string, unknown>)['priner'] = {};
      },
      /unknown key devices\.priner/,
    ],
    [
      'a value that is not allowed',
      (it) => {
        (it['terminal'] as Record<string, unknown>)['mode'] = 'demo';
      },
      /terminal\.mode: allowed are "live", "training", "simulated"/,
    ],
    [
      'a device that is missing',
      (it) => {
        delete (it['devices'] as Record<string, unknown>)['keypad'];
      },
      /devices\.keypad/,
    ],
    [
      'keys in software where money is real',
      (it) => {
        (it['terminal'] as Record<string, unknown>)['mode'] = 'live';
      },
      /acquirer\.keys: software keys/,
    ],
    ['no JSON at all', () => '{ "terminal": ', /not valid JSON/],
  ])('%s', async (_, change, says) => {
    const { firmware } = await startWith(change);
    expect(await firmware.ended).toEqual({ code: 2, signal: null });
    expect(firmware.stderr).toMatch(says);
    expect(firmware.stderr).toMatch(/配置/);
    expect(firmware.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a data folder that cannot be written', async () => {
    const { firmware } = await startWith((it) => {
      it['data'] = '/proc/tillproof' as never;
    });
    expect(await firmware.ended).toEqual({ code: 2, signal: null });
    expect(firmware.stderr).toMatch(/数据目录.*data folder/);
  });

  test('a configuration that is not there', async () => {
    const firmware = new FirmwareProcess(MAIN, '/nowhere/terminal.json');
    expect((await firmware.ended).code).toBe(2);
    expect(firmware.stderr).toMatch(/读不到配置.*\/nowhere\/terminal\.json/);
  });

  test('two terminals on one data folder: the second is refused, the first goes on', async () => {
    const countertop = await openTradingScene();
    const second = new FirmwareProcess(MAIN, countertop.configuration);
    expect((await second.ended).code).toBe(2);
    expect(second.stderr).toMatch(/数据目录/);
    await sell(countertop, '100');
    await expectPromisesKept(countertop);
  });
});

test('a device path that does not exist: named on the screen, and taken up when it appears', async () => {
  const { firmware } = await startWith(() => undefined);
  const shown = await firmware.screen(/WAITING FOR DEVICES[\s\S]*(未找到设备|连接被拒)/);
  expect(shown).toContain('键盘');
  expect(shown).toContain('打印机未连接 PRINTER NOT CONNECTED');
});

describe('a journal that is not what was written', () => {
  test('an entry changed behind its back: the terminal does not trade, exit 1, and nothing is lost', async () => {
    const countertop = await openTradingScene();
    await sell(countertop, '100');
    await countertop.cutPower();
    const file = join(countertop.data, 'journal.sqlite');
    const db = new Database(file);
    for (const { name } of db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'entries'")
      .all() as { name: string }[]) {
      db.exec(`DROP TRIGGER ${name}`);
    }
    const { changes } = db
      .prepare(`UPDATE entries SET body = replace(body, '"amountMinor":100', '"amountMinor":999')
      WHERE body LIKE '%"amountMinor":100%'`)
      .run();
    expect(changes).toBe(1);
    db.close();
    const firmware = new FirmwareProcess(MAIN, countertop.configuration);
    expect((await firmware.ended).code).toBe(1);
    expect(firmware.stderr).toMatch(/账本已损坏或被改动.*DAMAGED OR CHANGED/);
    expect((await countertop.journal('verify')).code).toBe(1);
  });

  test('a file that is no database', async () => {
    const countertop = await openTradingScene();
    await countertop.cutPower();
    const file = join(countertop.data, 'journal.sqlite');
    // Opened and closed once, so that the whole of it stands in the one file.
    const db = new Database(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 0, 2_000);
    writeFileSync(file, bytes);
    const firmware = new FirmwareProcess(MAIN, countertop.configuration);
    expect((await firmware.ended).code).toBe(1);
    expect(firmware.stderr).toMatch(/账本已损坏/);
  });
});

describe('at the counter', () => {
  test('an amount of zero, and one over the limit: refused on the screen with what to do', async () => {
    const countertop = await openTradingScene({ policy: { saleLimitMinor: 10_000 } });
    await countertop.press('sale', 'confirm');
    await countertop.firmware.screen(/金额为零 The amount is zero/);
    await countertop.type('10001');
    await countertop.press('confirm');
    const shown = await countertop.firmware.screen(/Over the limit/);
    expect(shown).toContain('金额超过单笔限额 ￥100.00');
    await countertop.press('correct', 'confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    expect(countertop.entries().map((entry) => entry.type)).not.toContain('sale.submitted');
  });

  test('a card that does not decode: advice, and the next swipe counts', async () => {
    const countertop = await openTradingScene();
    await countertop.type('100');
    await countertop.press('confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    await countertop.reader.do('swipe', { wrongSide: true });
    await countertop.firmware.screen(/磁条方向不对/);
    await countertop.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
    await countertop.firmware.screen(/APPROVED/);
    await countertop.untilNothingPrinted();
    await expectPromisesKept(countertop);
  });

  test('a frame from the acquirer that is none: unknown and reversed', async () => {
    const countertop = await openTradingScene();
    await countertop.acquirer.do('garbage', { kind: 'sale', hex: 'FFFF0102030405' });
    await ringUp(countertop, '4200');
    await countertop.firmware.screen(/REVERSED, NOTHING CHARGED/);
    expect((await bankOf(countertop)).every(({ state }) => state !== 'in-force')).toBe(true);
    await expectPromisesKept(countertop);
  });
});
