/** `npm run journal -- list` and `-- evidence` (requirements B5, C7, F11): found by what it is, and checked by somebody who has only the pack. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { id, Till, temporaryFolder } from './acts.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'journal.ts');

function journal(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });
  return { status, stderr, lines: stdout.split('\n').filter((line) => line !== '') };
}

function shop(): Till {
  const till = new Till();
  till.sale('a', 4_550);
  till.sale('b', 1_000);
  till.refund('r', 'a', 500);
  till.approve('r', 'refund');
  till.submit('c');
  till.decline('c');
  return till;
}

describe('list', () => {
  const till = shop;
  test.each<[string[], string[]]>([
    [[], ['a', 'b', 'r', 'c']],
    [['--kind', 'refund'], ['r']],
    [['--state', 'declined'], ['c']],
    [['--operator', '2'], []],
    [['--card', '0000'], []],
    [['--from', '2000-01-01', '--to', '2001-01-01'], []],
    [
      ['--from', '2000-01-01', '--kind', 'sale', '--state', 'approved'],
      ['a', 'b'],
    ],
  ])('%j', (filter, found) => {
    const { status, lines } = journal('list', '--json', '--data', till().folder, ...filter);
    expect(status).toBe(0);
    expect(lines.map((line) => JSON.parse(line).txn)).toEqual(found.map(id));
  });

  test('as CSV, for a spreadsheet that believes in formulas', () => {
    const till = shop();
    till.submit('x', { body: { reason: '=1+1,"x"' } });
    const { lines } = journal('list', '--csv', '--data', till.folder);
    expect(lines[0]).toMatch(/^transaction,time,kind,state,amountMinor/);
    expect(lines).toHaveLength(6);
    expect(lines[5]).toContain(`,"'=1+1,""x""",`);
  });

  test.each([
    [['--card', '12'], /--card takes the last four digits, not 12/],
    [['--from', 'yesterday'], /--from takes 2026-11-21 or 2026-11-21T09:30, not yesterday/],
  ])('%j is refused by name', (filter, words) => {
    const { status, stderr } = journal('list', '--data', shop().folder, ...filter);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
  });
});

describe('evidence', () => {
  function pack() {
    const till = shop();
    const folder = join(temporaryFolder(), 'pack');
    const { status, lines } = journal('evidence', id('a'), '--out', folder, '--data', till.folder);
    expect(status).toBe(0);
    const { headHash } = till.journal.verify();
    expect(lines.at(-1)).toBe(`note this head elsewhere: ${headHash}`);
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { folder, headHash, read, till };
  }

  /** The page's own walk, taken out of it. */
  async function walkOf(page: string) {
    const script = /<script type="module">\n([\s\S]*?)\nconst show/.exec(page)?.[1] ?? '';
    const source = `${script}\nexport { walk, ABOUT };`;
    return (await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`)) as {
      walk(text: string, meet: (entry: { readonly seq: number }) => void): Promise<{ seq: number } | null>;
      ABOUT: ReadonlySet<number>;
    };
  }

  test('one transaction, the chain, two verifiers and what to do with them', () => {
    const { folder, headHash, read } = pack();
    expect(readdirSync(folder).sort()).toEqual(
      ['README.txt', 'check.html', 'check.py', 'journal.jsonl', 'timeline.txt', 'transaction.json'].sort(),
    );
    expect(JSON.parse(read('transaction.json'))).toMatchObject({
      headHash,
      entries: 8,
      transaction: { txn: id('a'), amountMinor: 4_550, refundedMinor: 500 },
    });
    expect(read('timeline.txt')).toMatch(/SALE APPROVED {2}00 RRN/);
    expect(read('README.txt')).toContain(headHash);
  });

  test('the page walks the chain, and names the entry that was changed, or the cut', async () => {
    const { headHash, read } = pack();
    const { walk, ABOUT } = await walkOf(read('check.html'));
    const whole = read('journal.jsonl');
    const seen: number[] = [];
    expect(await walk(whole, ({ seq }) => seen.push(seq))).toBeNull();
    expect(seen).toHaveLength(8);
    expect([...ABOUT]).toEqual([1, 2, 5, 6]);
    const changed = whole.replace('"amountMinor":4550', '"amountMinor":4551');
    expect(await walk(changed, () => {})).toMatchObject({ seq: 1 });
    const dropped = whole.split('\n').toSpliced(3, 1).join('\n');
    expect(await walk(dropped, () => {})).toMatchObject({ seq: 4 });
    const cut = whole.trimEnd().split('\n').slice(0, -1).join('\n');
    expect(await walk(cut, () => {})).toMatchObject({ seq: 7 });
    expect(headHash).toHaveLength(64);
  });

  const noPython = spawnSync('python3', ['--version']).status === 0 ? null : 'python3 is not installed: not run here';
  test(`python finds the same (${noPython ?? 'is here'})`, () => {
    if (noPython !== null) return;
    const { folder, headHash, read } = pack();
    const check = () => spawnSync('python3', [join(folder, 'check.py')], { encoding: 'utf8' });
    expect(check().stdout).toBe(`ok: 8 entries, head ${headHash}\n`);
    writeFileSync(
      join(folder, 'journal.jsonl'),
      read('journal.jsonl').replace('"amountMinor":1000', '"amountMinor":10'),
    );
    expect(check().stderr).toContain('entry 3 is not what was written');
  });

  test('a folder that exists and a transaction that does not are refused', () => {
    const till = shop();
    const { status, stderr } = journal('evidence', id('a'), '--out', till.folder, '--data', till.folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/cannot make .*name a new folder/)]);
    const missing = journal('evidence', 'nothing', '--out', join(till.folder, 'e'), '--data', till.folder);
    expect([missing.status, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/no transaction nothing.*journal list/),
    ]);
  });
});
