/** `npm run journal`: what it prints, and how it ends (design §9, §13). Runs the script itself, beside an open journal. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { merchant, TERMINAL, Till, temporaryFolder } from './acts.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'journal.ts');

function journal(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    encoding: 'utf8',
    cwd: temporaryFolder(),
  });
  return { status, stdout, stderr, lines: stdout.split('\n').filter((line) => line !== '') };
}

/** Open while the commands run, as a terminal would have it. */
function runningTill(): Till {
  const till = new Till();
  till.sale('s');
  till.start(merchant('s'));
  till.submit('lost');
  till.loseSight('lost');
  return till;
}

describe('beside a running terminal', () => {
  test('verify, rebuild: ok is 0, a broken promise is 1', () => {
    const till = runningTill();
    const { headHash } = till.journal.verify();
    const verified = journal('verify', '--data', till.folder);
    expect(verified).toMatchObject({ status: 0, stderr: '' });
    expect(verified.lines.slice(0, 2)).toEqual([`ok: 5 entries, head ${headHash}`, 'ok: 5 entries projected again']);
    expect(journal('rebuild', '--data', till.folder)).toMatchObject({ status: 0, stderr: '' });
    till.journal.close();
    const db = new Sqlite(join(till.folder, 'journal.sqlite'));
    db.exec(
      `UPDATE counters SET next_slip = 7; DROP TRIGGER entries_never_change; UPDATE entries SET operator = '7' WHERE seq = 3`,
    );
    db.close();
    const broken = journal('verify', '--data', till.folder);
    expect(broken.status).toBe(1);
    expect(broken.lines[1]).toBe('entry 3: the entry is not what was written: its hash differs');
    const differs = journal('rebuild', '--json', '--data', till.folder);
    expect(differs.status).toBe(1);
    expect(
      JSON.parse(differs.stdout).tables.find(({ table }: { table: string }) => table === 'counters').difference,
    ).toContain('next_slip');
  });

  test('obligations: one object a line', () => {
    const till = runningTill();
    const { status, lines } = journal('obligations', '--json', '--data', till.folder);
    expect(status).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toEqual(till.journal.obligations());
    expect(Object.keys(JSON.parse(lines[0] ?? '')).slice(0, 5)).toEqual([
      'kind',
      'since',
      'transaction',
      'attempts',
      'state',
    ]);
  });

  test('show: the last ones, or those of a transaction', () => {
    const till = runningTill();
    const types = (...args: readonly string[]) =>
      journal('show', '--json', '--data', till.folder, ...args).lines.map((line) => JSON.parse(line).type);
    expect(types()).toHaveLength(5);
    expect(types('--last', '2')).toEqual(['sale.submitted', 'sale.unknown']);
    expect(types('--txn', 's')).toEqual(['sale.submitted', 'sale.approved', 'receipt.started']);
    expect(journal('show', '--data', till.folder).lines[0]).toMatch(
      /^ +1 {2}2025-11-21T09:00:01\.007Z {2}1 {2}sale\.submitted {2}s {2}\{/,
    );
  });

  test('the data folder may stand in the place of an operand', () => {
    const till = runningTill();
    expect(journal('obligations', till.folder, '--json').lines).toHaveLength(3);
  });

  test('--config reads where the data lies, relative to that file', () => {
    const till = runningTill();
    const config = join(till.folder, 'terminal.json');
    writeFileSync(config, '{"data":"."}');
    expect(journal('verify', '--config', config).status).toBe(0);
  });
});

describe('export', () => {
  test('a stranger recomputes every hash with JSON and SHA-256 alone', () => {
    const till = runningTill();
    till.append({ type: 'evidence.noted', txn: null, body: { what: '说明', detail: 'é "quoted" \u2028 😀' } });
    const file = join(till.folder, 'export.jsonl');
    expect(journal('export', file, '--data', till.folder)).toMatchObject({
      status: 0,
      stdout: `6 entries in ${file}\n`,
    });
    const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
    let previous = sha256(`tillproof journal 1\n${TERMINAL}`);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    for (const line of lines) {
      const { hash, previousHash } = JSON.parse(line);
      expect(previousHash).toBe(previous);
      expect(sha256(line.replace(`"hash":"${hash}",`, ''))).toBe(hash);
      previous = hash;
    }
    expect(lines).toHaveLength(6);
    expect(journal('export', '-', '--data', till.folder).lines).toEqual(lines);
    expect(journal('export', file, '--data', till.folder).status).toBe(2);
  });
});

describe('backup and restore', () => {
  test('one command each', () => {
    const till = runningTill();
    const folder = join(temporaryFolder(), 'backup');
    expect(journal('backup', folder, '--data', till.folder)).toMatchObject({ status: 0, stderr: '' });
    expect(journal('verify', '--data', folder).status).toBe(0);
    expect(journal('restore', folder, '--data', till.folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('in use'),
    });
    till.journal.close();
    const restored = journal('restore', folder, '--data', till.folder, '--skip', '5');
    expect(restored).toMatchObject({ status: 0, stderr: '' });
    expect(restored.stdout).toContain('journal.restored');
    expect(journal('show', '--json', '--last', '1', '--data', till.folder).stdout).toContain('"skippedSlips":5');
  });
});

describe('wrong use', () => {
  test.each([
    [[], /no command; one of verify, show/],
    [['dance'], /no command dance/],
    [['verify', '--nonsense'], /Unknown option/],
    [['verify', 'nowhere'], /there is no journal .*nowhere\/journal\.sqlite/],
    [['verify', 'one', 'two'], /usage: journal verify/],
    [['backup'], /usage: journal backup FOLDER/],
    [['show', '--last', 'many'], /--last takes a whole number, not many/],
    [['verify'], /there is no journal .*var\/journal\.sqlite/],
    [['verify', '--config', 'missing.json'], /cannot read missing\.json/],
  ] as const)('%j ends with 2 and one line', (args, message) => {
    const { status, stdout, stderr } = journal(...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a damaged file is a broken promise', () => {
    const till = runningTill();
    till.journal.close();
    writeFileSync(join(till.folder, 'journal.sqlite'), 'x'.repeat(10_000));
    const { status, stderr } = journal('verify', '--data', till.folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^journal: cannot read the journal .* the file is damaged .*restore the last backup\.\n$/);
  });

  test('--help says what there is', () => {
    const { status, stdout } = journal('--help');
    expect(status).toBe(0);
    for (const command of ['verify', 'show', 'obligations', 'rebuild', 'export', 'backup', 'restore'])
      expect(stdout).toContain(command);
  });
});
