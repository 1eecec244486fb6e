/** The session in one process on virtual time: who gets in, what a hang-up leaves, what noise can do. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../../firmware/maintenance/table.ts';
import { configurationStore } from '../../../storage/settings/configuration-store.ts';
import { Chance } from '../../simulation/chance.ts';
import { QuietTechnician } from './quiet-technician.ts';

const typesOf = (technician: QuietTechnician, count: number): readonly string[] =>
  technician.counter.world.terminal.journal.last(count).map(({ type }) => type);

it('locks after wrong PINs, not after noise, and logs out when nobody types', async () => {
  const technician = new QuietTechnician();
  await technician.sees(/tillproof> $/);
  await technician.asks('login 5', /PIN: $/);
  technician.send(Uint8Array.from({ length: 128 }, (_, i) => 0x80 + (i % 60)));
  expect(await technician.asks('', /tillproof> $/)).toMatch(/not counted/);
  for (const pin of ['1234', '4321', '9999']) {
    await technician.asks('login 5', /PIN: $/);
    await technician.asks(pin, /tillproof> $/);
  }
  await technician.asks('login 5', /PIN: $/);
  expect(await technician.asks('5555', /tillproof> $/)).toMatch(/is locked: 3 wrong PINs/);
  technician.counter.world.pass(31_000);
  await technician.logsIn();
  technician.shown = '';
  technician.counter.world.pass(301_000);
  await technician.sees(/nobody typed[\s\S]*tillproof> $/);
  expect(typesOf(technician, 1)).toEqual(['maintenance.loggedOut']);
  expect(await technician.asks('printer test', /tillproof> $/)).toMatch(/Log in first/);
});

it('lets the service centre in by its answer to a challenge, once', async () => {
  const technician = new QuietTechnician();
  await technician.sees(/tillproof> $/);
  const challenge = /(\d{8})\r\n/.exec(await technician.asks('emergency', /Response: $/))?.[1] ?? '';
  expect(await technician.asks('00000000', /tillproof> $/)).toMatch(/Not the answer/);
  await technician.asks('emergency', /Response: $/);
  expect(await technician.asks(technician.answers(challenge), /tillproof> $/)).toMatch(/Not the answer/);
  const third = /(\d{8})\r\n/.exec(await technician.asks('emergency', /Response: $/))?.[1] ?? '';
  await technician.asks(technician.answers(third), /Logged in as break-glass/);
});

it('a disk that takes nothing fails the command, not the till', async () => {
  const technician = new QuietTechnician();
  await technician.sees(/tillproof> $/);
  await technician.logsIn();
  const { world } = technician.counter;
  // As where the file belongs to root and its folder is read-only (scripts/install): the new text cannot be written beside the old one.
  mkdirSync(join(world.folder, 'terminal.json.new'));
  const before = configurationStore(join(world.folder, 'terminal.json'), world.folder).text();
  await technician.asks('configuration set acquirer.timeoutSeconds 7', /YES: $/);
  expect(await technician.asks('YES', /\[failed\][\s\S]*tillproof> $/)).toMatch(/terminal\.json/);
  expect(configurationStore(join(world.folder, 'terminal.json'), world.folder).text()).toBe(before);
  expect(world.terminal.journal.last(1)).toMatchObject([
    { type: 'maintenance.ended', body: { command: 'configuration set', outcome: 'failed' } },
  ]);
  expect(world.broken).toEqual([]);
  technician.counter.sell('1000');
});

/** What a command asks on its way, answered so that it goes as deep as it can. */
const GIVEN: Readonly<Record<string, string>> = {
  'status device': '1',
  'device identify': '2',
  'display pattern': 'customerDisplay',
  raw: 'printer',
  trace: 'printer',
  swap: 'cardReader',
  'journal find': '1',
  'journal show': '1',
  'receipts reprint': '1',
  resolve: 'x',
  'configuration set': 'acquirer.timeoutSeconds 7',
  'configuration import': 'x.json',
  'backup drill': 'x',
  'backup restore': 'x',
  'export evidence': 'x',
  'counters done': 'cuts',
  'clock set': '2026-03-02 10:00:00',
  'guide refund': '1',
  send: 'x ymodem',
  receive: 'ymodem',
  'files verify': `x ${'0'.repeat(64)}`,
  'files remove': 'x',
};

it('a hang-up in the middle of each command leaves nothing half done, and the till sells', async () => {
  const technician = new QuietTechnician();
  const { counter } = technician;
  const { world } = counter;
  await technician.sees(/tillproof> $/);
  for (const { name, role, typedWord } of COMMANDS.filter(({ path }) => !path.startsWith('8.'))) {
    for (const deep of [false, true]) {
      if (role === 'technician') await technician.logsIn();
      technician.type(`${name} ${GIVEN[name] ?? ''}\r`);
      world.pass(60);
      if (deep && typedWord !== null) technician.send(Buffer.from(`${typedWord}\r`));
      if (deep) world.pass(900);
      await technician.hangUp();
      world.pass(40_000);
      await new Promise((resolve) => setImmediate(resolve));
      const { journal } = world.terminal;
      const open = journal
        .last(40)
        .filter(({ type }) => type === 'maintenance.loggedIn' || type === 'maintenance.loggedOut');
      expect([name, open.at(-1)?.type]).toEqual([
        name,
        role === 'technician' || open.length > 0 ? 'maintenance.loggedOut' : undefined,
      ]);
      expect([
        name,
        world.view()?.flow.at,
        world.view()?.devices.filter(({ state }) => state === 'lent').length,
      ]).toEqual([name, 'idle', 0]);
      expect([name, world.broken]).toEqual([name, []]);
      await technician.plugIn();
    }
  }
  expect(counter.sell('100')).toMatchObject({ title: 'SALE' });
  expect(world.terminal.journal.verify().ok).toBe(true);
});

/** Commands that only look: one cut for all of them. */
const LOOKS = COMMANDS.filter(
  ({ name, disturbs, typedWord }) =>
    disturbs === 'nothing' &&
    typedWord === null &&
    !/set|undo|import|now|print|done|restart|retry|open|swap|send|receive|remove|export/.test(name),
);
/** Typed into what a command asks, so that the cut comes when it works. */
const ANSWERS = ['YES', '1', '4712', '9', '9999'];

it('a power cut in the middle of each command leaves nothing half done: journal, settings, devices, and nobody logged in', async () => {
  const technician = new QuietTechnician();
  const { counter } = technician;
  const { world } = counter;
  await technician.sees(/tillproof> $/);
  counter.sell('100');
  const configuration = configurationStore(join(world.folder, 'terminal.json'), world.folder);
  const wholeAfter = (name: string): void => {
    const { journal } = world.terminal;
    expect([name, world.broken]).toEqual([name, []]);
    expect([name, journal.verify().ok]).toEqual([name, true]);
    const { acquirer } = JSON.parse(configuration.text()) as { acquirer: { timeoutSeconds?: number } };
    expect([undefined, 7]).toContain(acquirer.timeoutSeconds);
    for (const version of configuration.versions()) JSON.parse(configuration.version(version) ?? '');
    expect([name, world.view()?.devices.filter(({ state }) => state === 'lent').length]).toEqual([name, 0]);
  };
  await technician.logsIn();
  for (const { name } of LOOKS) {
    technician.type(`${name} ${GIVEN[name] ?? ''}\r`);
    world.pass(40);
    technician.send(Uint8Array.of(3));
    world.pass(40);
  }
  await technician.cutPower();
  wholeAfter('what only looks');
  for (const { name, typedWord } of COMMANDS.filter((command) => !LOOKS.includes(command))) {
    await technician.logsIn();
    technician.type(`${name} ${GIVEN[name] ?? ''}\r`);
    world.pass(60);
    for (const answer of typedWord === null ? ANSWERS : [typedWord, ...ANSWERS]) {
      technician.send(Buffer.from(`${answer}\r`));
      world.pass(60);
    }
    await new Promise((resolve) => setImmediate(resolve));
    await technician.cutPower();
    // Whoever was logged in is not any more.
    expect([name, await technician.asks('printer test', /tillproof> $/)]).toEqual([
      name,
      expect.stringMatching(/Log in first/),
    ]);
    world.pass(20_000);
    wholeAfter(name);
    counter.until(/READY|DUPLICATE|PAPER IS BACK/);
    // A slip that the cut met is asked about, and commands that disturb wait for the answer.
    if (world.view()?.paper.doubt != null) counter.press('confirm');
  }
  expect(world.restarts).toBeGreaterThan(20);
  const begun = new Set(
    world.entries.flatMap(({ type, body }) => (type === 'maintenance.commanded' ? [body.command] : [])),
  );
  expect(
    COMMANDS.filter(({ name, role }) => role === 'technician' && !begun.has(name)).map(({ name }) => name),
  ).toEqual([]);
  counter.press('cancel', 'cancel');
  expect(counter.sell('100')).toMatchObject({ title: 'SALE' });
  expect(world.terminal.journal.verify().ok).toBe(true);
}, 120_000);

it('100 000 random chunks: no crash, no privilege, nothing leaks', async () => {
  const technician = new QuietTechnician();
  const { world } = technician.counter;
  await technician.sees(/tillproof> $/);
  const chance = new Chance(20_261_122);
  const pieces = [
    'login 5\r',
    'login 9\r',
    '1111\r',
    'restart\r',
    'RESTART\r',
    'factory reset\r',
    'printer test\r',
    'emergency\r',
  ].concat([
    'raw printer\r',
    '9.7\r',
    '\x03',
    '\x04',
    '\x1b[A',
    '0\r',
    'status live\r',
    'batch\r',
    'lang en\r',
    'logout\r',
    '?\r',
    '\x13',
  ]);
  const entries = world.terminal.journal.counters().entries;
  for (let i = 0; i < 100_000; i += 1) {
    const chunk = chance.happens(0.15)
      ? Buffer.from(chance.pick(pieces))
      : Uint8Array.from({ length: chance.whole(1, 12) }, () => chance.whole(0, 255));
    technician.send(chunk);
    if (i % 20 === 0) world.pass(20);
    if (i % 2_000 === 0) technician.shown = '';
  }
  world.pass(5_000);
  expect(world.broken).toEqual([]);
  const since = world.terminal.journal.last(world.terminal.journal.counters().entries - entries);
  const kinds = new Set(since.map(({ type }) => type));
  expect(
    [...kinds].filter((type) => !['operator.refused', 'operator.locked', 'maintenance.refused'].includes(type)),
  ).toEqual([]);
  expect(technician.ends).toEqual([]);
  expect(world.view()?.flow.at).toBe('idle');
});

it('memory is flat over 1 000 sessions', async () => {
  const technician = new QuietTechnician();
  const { world } = technician.counter;
  await technician.sees(/tillproof> $/);
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = async (): Promise<number> => {
    world.entries.length = 0;
    world.told.length = 0;
    technician.shown = '';
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    return process.memoryUsage().heapUsed;
  };
  let settled = 0;
  for (let session = 1; session <= 1_000; session += 1) {
    // Every tenth with a login: each entry of the journal waits for the disk.
    const login = session % 10 === 0;
    technician.type(login ? 'batch\rlogin 5\r5555\rstatus\rjournal last 5\r' : 'batch\rstatus\rstatus devices\r');
    world.pass(2_000);
    await technician.hangUp();
    await technician.plugIn();
    if (session === 200) settled = await heap();
  }
  expect(world.terminal.journal.last(6).map(({ type }) => type)).toContain('maintenance.loggedOut');
  // What a thousand sessions would keep if each kept its pages.
  expect((await heap()) - settled).toBeLessThan(2_000_000);
});
