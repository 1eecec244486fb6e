/** After a day with everything in it, no file that the terminal made holds a secret, in any form; the search finds each form that is planted (promise 5). */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { putRight, ringUp } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { tapeOf } from '../countertop/judge.ts';
import { openTradingScene } from '../scenarios/scene.ts';
import { leaksBelow, leaksIn } from './leaks.ts';
import { demonstrationSecrets, leaksOfCounter, MASTER_KEY, pinBlock } from './secrets.ts';

const PIN = '1234';
const SECRETS = demonstrationSecrets(PIN);
const { pan } = TEST_CARDS.visa;

const bytesOf = (secret: string): Buffer =>
  /^[\da-f]+$/i.test(secret)
    ? Buffer.from(secret.length % 2 === 0 ? secret : `${secret}0`, 'hex')
    : Buffer.from(secret);

const FORMS: readonly (readonly [string, (secret: string) => Buffer])[] = [
  ['as it is', (secret) => Buffer.from(secret)],
  ['as bytes, or packed', bytesOf],
  ['half a byte further', (secret) => Buffer.from(`0${bytesOf(secret).toString('hex')}0`, 'hex')],
  ['hex in small letters', (secret) => Buffer.from(bytesOf(secret).toString('hex'))],
  ['hex in capitals', (secret) => Buffer.from(bytesOf(secret).toString('hex').toUpperCase())],
  ['hex of its letters', (secret) => Buffer.from(Buffer.from(secret).toString('hex').toUpperCase())],
  ['UTF-16, little end first', (secret) => Buffer.from(secret, 'utf16le')],
  ['UTF-16, big end first', (secret) => Buffer.from(secret, 'utf16le').swap16()],
  ...[0, 1, 2].flatMap((before): (readonly [string, (secret: string) => Buffer])[] =>
    (['base64', 'base64url'] as const).map((how) => [
      `${how}, ${before} bytes in`,
      (secret) =>
        Buffer.from(Buffer.concat([Buffer.alloc(before, 0x41), bytesOf(secret), Buffer.from('zz')]).toString(how)),
    ]),
  ),
];

describe('the search finds what is planted in the journal of a counter', () => {
  const around = readFileSync(process.execPath).subarray(0, 100_000);
  test.each(FORMS)('%s', (_, planted) => {
    for (const secret of [pan, `${pan}D2912201`, pinBlock(PIN, pan), MASTER_KEY]) {
      expect(leaksIn(around, [secret])).toEqual([]);
      expect(leaksIn(Buffer.concat([around, planted(secret), around]), [secret])).not.toEqual([]);
    }
  });

  test('what stands before and behind the number on tracks 1 and 2', () => {
    const track1 = Buffer.from(`%B${pan}^TEST/VISA^2912201?`);
    expect(
      leaksIn(
        track1,
        SECRETS.filter((secret) => secret !== pan),
      ),
    ).toEqual(['text']);
    expect(leaksIn(Buffer.from('=29122010000'), SECRETS)).toEqual(['text']);
  });
});

test('a heap snapshot and a diagnostic report of Node that hold a card are found: where one lies, it is noticed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-dumps-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dump = `globalThis.card = 'number ' + process.env.CARD;
    require('node:v8').writeHeapSnapshot('one.heapsnapshot');
    process.report.writeReport('one.json');`;
  spawnSync(process.execPath, ['-e', dump], { cwd: folder, env: { CARD: pan } });
  for (const name of ['one.heapsnapshot', 'one.json'])
    expect(leaksBelow(folder, SECRETS)).toContainEqual(expect.stringMatching(new RegExp(`/${name}: text$`)));
});

test('a counter: its configuration may keep the key, nothing may keep a card; the screen is looked at', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-leaks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const configuration = join(folder, 'terminal.json');
  writeFileSync(configuration, MASTER_KEY);
  expect(leaksOfCounter(folder, ['READY'])).toEqual([]);
  writeFileSync(configuration, `${MASTER_KEY}${pan}`);
  writeFileSync(join(folder, 'bank-ledger.jsonl'), MASTER_KEY);
  expect(leaksOfCounter(folder, [`no. ${pan}`])).toEqual([
    ...[`${folder}/bank-ledger.jsonl: text`, `${configuration}: text`, 'screen or stderr: text'],
  ]);
});

test('a number across two pieces in which a big file is read is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-leaks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const content = Buffer.alloc(9 * 1024 * 1024);
  content.write(pan, 8 * 1024 * 1024 - 8, 'latin1');
  writeFileSync(join(folder, 'big'), content);
  expect(leaksBelow(folder, [pan])).toEqual([`${folder}/big: text`]);
});

/** What people saw and took home, beside the data folder. */
async function gather(countertop: Countertop, folder: string, seen: readonly string[]): Promise<void> {
  mkdirSync(folder);
  const tape = (await tapeOf(countertop)).flatMap(({ lines }) => lines);
  writeFileSync(join(folder, 'paper.txt'), tape.join('\n'));
  writeFileSync(join(folder, 'screens-and-log.txt'), seen.join('\n'));
  writeFileSync(join(folder, 'technician.txt'), countertop.technician?.text ?? '');
  for (const command of [
    ['backup', join(folder, 'backup')],
    ['export', join(folder, 'export.jsonl')],
  ])
    expect((await countertop.journal(...command)).code).toBe(0);
  const { stdout } = await countertop.journal('show', '--json');
  writeFileSync(join(folder, 'show.jsonl'), stdout);
}

test('a day with a PIN, a lost answer, a power cut, a technician who takes all home: nothing is found', {
  timeout: 240_000,
}, async () => {
  const countertop = await openTradingScene({ pinPad: true, technician: true });
  const { pinPad, technician } = countertop;
  const seen: string[] = [];
  const note = () => void seen.push(countertop.firmware.stderr, ...countertop.firmware.frame);
  const withPin = async (fen: string): Promise<void> => {
    const since = pinPad?.events.length ?? 0;
    await ringUp(countertop, fen);
    await pinPad?.until(({ event, what }) => event === 'awaiting' && what === 'pin', 'the PIN', since);
    await pinPad?.do('enter-pin', { pin: PIN });
  };
  await withPin('4500');
  await countertop.firmware.screen(/APPROVED/);
  note();
  await countertop.untilCuts(2);
  await countertop.press('confirm');
  await countertop.acquirer.do('cut-before-answer', { kind: 'sale' });
  await withPin('4200');
  await countertop.firmware.screen(/REVERSED, NOTHING CHARGED/);
  note();
  await countertop.press('confirm');
  await technician?.logsIn();
  await technician?.asks('log', /more: Enter, q -- $/);
  await technician?.asks('q', /# $/);
  for (const line of ['export journal', 'export bundle', 'backup now'])
    await technician?.asks(line, new RegExp(`\\[(ok|failed)\\] ${line}`));
  await technician?.asks('logout', /Logged out/);
  // Cut with the request under way: the number and the image of the reversal stand sealed in the log.
  await countertop.acquirer.do('silent', { kind: 'sale' });
  const since = countertop.acquirer.events.length;
  await withPin('300');
  await countertop.acquirer.until(({ event, kind }) => event === 'request' && kind === 'sale', 'request', since);
  note();
  await countertop.cutPower();
  const cut = join(countertop.folder, 'as-cut');
  cpSync(countertop.data, cut, { recursive: true });
  await countertop.acquirer.do('clear-faults');
  await putRight(countertop);
  note();
  const home = join(countertop.folder, 'taken-home');
  await gather(countertop, home, seen);
  expect([cut, countertop.data, home].flatMap((folder) => leaksBelow(folder, SECRETS))).toEqual([]);
  writeFileSync(join(home, 'planted'), bytesOf(`${pan}d2912201`));
  expect(leaksBelow(home, SECRETS).length).toBeGreaterThan(0);
});
