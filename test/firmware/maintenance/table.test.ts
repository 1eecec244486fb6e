/** The command table: whole, unambiguous, and the technician's page is made from it. */
import { readFileSync } from 'node:fs';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { groupPage, helpPage, mainPage, technicianPage } from '../../../firmware/maintenance/menu.ts';
import { COMMANDS, GROUPS } from '../../../firmware/maintenance/table.ts';
import { understand } from '../../../firmware/maintenance/understand.ts';

const PAGE = new URL('../../../firmware/maintenance/technician.md', import.meta.url);

describe('the table', () => {
  it('gives every command a path of a group and a name of its own', () => {
    expect(new Set(COMMANDS.map(({ path }) => path)).size).toBe(COMMANDS.length);
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
    const groups = new Set(GROUPS.map(({ number }) => number));
    for (const { path } of COMMANDS) expect(groups).toContain(path.split('.')[0]);
  });
  it('has words in both languages everywhere', () => {
    for (const { words, args } of COMMANDS)
      for (const { zh, en } of [words, ...args.map((arg) => arg.words)]) {
        expect(zh).toMatch(/\p{Script=Han}/u);
        expect(en).toMatch(/[a-z]/i);
      }
  });
  it('leaves nothing that destroys to a slip of the finger', () => {
    for (const { name, disturbs, typedWord } of COMMANDS)
      if (disturbs === 'terminal') expect([name, typedWord]).not.toContain(null);
  });
  it('fits the pages of a dumb terminal', () => {
    for (const tongue of ['both', 'zh', 'en'] as const) {
      for (const { number } of GROUPS) {
        const page = groupPage(tongue, number);
        expect(page.length).toBeLessThanOrEqual(22);
        for (const line of page) expect([line, stringWidth(line)]).toEqual([line, Math.min(80, stringWidth(line))]);
      }
      expect(mainPage(tongue, true).length).toBeLessThanOrEqual(22);
      for (const command of COMMANDS) expect(helpPage(tongue, command).length).toBeLessThanOrEqual(22);
    }
  });
  it('is what the technician’s page says', () => {
    const text = readFileSync(PAGE, 'utf8');
    expect(text).toContain(technicianPage());
  });
});

describe('a line', () => {
  const read = (line: string, place: string | null = null) => understand(line, place, COMMANDS, GROUPS);
  it.each([
    ['4.4', null, 'journal verify'],
    ['4 4', null, 'journal verify'],
    ['4', '4', 'journal verify'],
    ['journal verify', null, 'journal verify'],
    ['JOURNAL VERIFY', null, 'journal verify'],
    ['j v', null, 'journal verify'],
    ['status', null, 'status'],
    ['journal last 5', null, 'journal last'],
  ])('%s', (line, place, name) => {
    expect(read(line, place)).toMatchObject({ is: 'command', command: { name } });
  });
  it('gives the last argument the rest of the line', () => {
    expect(read('journal last 5')).toMatchObject({ given: { count: '5' } });
    expect(read('device identify card reader')).toMatchObject({ given: { device: 'card reader' } });
  });
  it('that could be two things is none', () => {
    expect(read('p')).toMatchObject({ is: 'unknown' });
    expect(read('printer')).toMatchObject({
      is: 'unknown',
      near: expect.arrayContaining([expect.objectContaining({ name: 'printer test' })]),
    });
  });
  it('knows its way back', () => {
    expect([read('0', '4').is, read('00', '4').is, read('?').is, read('').is, read('4').is]).toEqual([
      'back',
      'main',
      'help',
      'nothing',
      'group',
    ]);
  });
});
