import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PATH = fileURLToPath(new URL('../../../scripts/install/60-tillproof.rules', import.meta.url));

interface Term {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}
type UdevRule = readonly Term[];

/** udev(7): comma-separated `KEY operator "value"`; match keys take == and !=, the others assign. */
function parseRules(text: string): readonly UdevRule[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) =>
      line.split(/\s*,\s*(?=[A-Z])/).map((term) => {
        const match = /^([A-Z_]+(?:\{[\w/:.-]+\})?)(==|!=|\+=|:=|=)"([^"]*)"$/.exec(term);
        if (match === null) throw new SyntaxError(`no udev term: ${term}`);
        return { key: match[1] ?? '', operator: match[2] ?? '', value: match[3] ?? '' };
      }),
    );
}
const MATCH_ONLY = /^(KERNEL|SUBSYSTEM|ATTRS\{)/;
const value = (rule: UdevRule, key: string): string | undefined => rule.find((term) => term.key === key)?.value;
const rules = parseRules(readFileSync(PATH, 'utf8'));
const inSubsystem = (name: string) => rules.filter((rule) => value(rule, 'SUBSYSTEM') === name);

describe('the udev rules', () => {
  it('match with == and assign with = or +=', () => {
    for (const { key, operator } of rules.flat()) {
      expect([key, operator]).toEqual([key, MATCH_ONLY.test(key) ? '==' : key === 'SYMLINK' ? '+=' : '=']);
    }
  });
  it('write ids as the kernel does: four lower-case hex digits', () => {
    const ids = rules.flat().filter(({ key }) => /\{id(Vendor|Product)\}/.test(key));
    expect(ids.length).toBeGreaterThan(0);
    for (const { value: id } of ids) expect(id).toMatch(/^[0-9a-f]{4}$/);
  });
  it('open every node to the group pos only', () => {
    const nodes = [...inSubsystem('hidraw'), ...inSubsystem('tty'), ...inSubsystem('usbmisc')];
    expect(nodes.length).toBeGreaterThan(5);
    for (const rule of nodes) expect([value(rule, 'MODE'), value(rule, 'GROUP')]).toEqual(['0660', 'pos']);
  });
  it('give every device a name under /dev/pos', () => {
    for (const rule of [...inSubsystem('hidraw'), ...inSubsystem('usbmisc')]) {
      expect(value(rule, 'SYMLINK')).toMatch(/^pos\/(card-reader|keypad|scanner|printer)$/);
    }
  });
  it('keep ModemManager away from every serial port', () => {
    for (const rule of inSubsystem('tty')) expect(value(rule, 'ENV{ID_MM_DEVICE_IGNORE}')).toBe('1');
  });
  it('keep keyboards and scanners away from consoles and desktops', () => {
    const ids = (rule: UdevRule) => `${value(rule, 'ATTRS{idVendor}')}:${value(rule, 'ATTRS{idProduct}')}`;
    const typing = inSubsystem('hidraw')
      .filter((rule) => /keypad|scanner/.test(value(rule, 'SYMLINK') ?? ''))
      .map(ids);
    const inhibited = inSubsystem('input').filter((rule) => value(rule, 'ATTR{inhibited}') === '1');
    const ignored = inSubsystem('input').filter((rule) => value(rule, 'ENV{LIBINPUT_IGNORE_DEVICE}') === '1');
    expect(inhibited.map(ids)).toEqual(typing);
    expect(ignored.map(ids)).toEqual(typing);
    expect(inhibited.every((rule) => value(rule, 'KERNEL') === 'input*')).toBe(true);
    expect(ignored.every((rule) => value(rule, 'KERNEL') === 'event*')).toBe(true);
  });
  it('hold nothing that udevadm, where it is installed, would refuse', () => {
    const verified = spawnSync('udevadm', ['verify', '--no-summary', PATH], { encoding: 'utf8' });
    const knowsVerify = verified.error === undefined && !/unknown (command|operation|verb)/i.test(verified.stderr);
    expect(knowsVerify ? verified.stderr : '').toBe('');
  });
});
