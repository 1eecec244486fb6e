/** One line of the technician → what it asks for. Numbers as the menu shows them, or words; pure. */
import type { Command, Group } from './command.ts';

export type Understood =
  | { readonly is: 'command'; readonly command: Command; readonly given: Readonly<Record<string, string>> }
  | { readonly is: 'group'; readonly number: string }
  | { readonly is: 'back' | 'main' | 'help' | 'nothing' }
  | { readonly is: 'help-on'; readonly command: Command }
  | { readonly is: 'unknown'; readonly near: readonly Command[] };

/**
 * @param place the group whose menu is shown, null in the main menu
 */
export function understand(
  line: string,
  place: string | null,
  commands: readonly Command[],
  groups: readonly Group[],
): Understood {
  const words = line.trim().split(/\s+/).filter(Boolean);
  const [first = '', second = ''] = words;
  if (first === '') return { is: 'nothing' };
  if (first === '0') return { is: 'back' };
  if (first === '00') return { is: 'main' };
  if (first === '?' || first === 'help') {
    const about = second === '' ? null : find(words.slice(1), place, commands);
    return about === null ? { is: 'help' } : { is: 'help-on', command: about.command };
  }
  const found = find(words, place, commands);
  if (found !== null) return { is: 'command', command: found.command, given: fill(found.command, found.rest) };
  if (groups.some(({ number }) => number === first) && words.length === 1) return { is: 'group', number: first };
  const near = commands.filter(({ name }) => name.split(' ').some((word) => word.startsWith(first.toLowerCase())));
  return { is: 'unknown', near };
}

interface Found {
  readonly command: Command;
  readonly rest: readonly string[];
}

function find(words: readonly string[], place: string | null, commands: readonly Command[]): Found | null {
  return byPath(words, place, commands) ?? byName(words, commands);
}

/** `4.4`, `4 4`, or `4` within the menu of the group. */
function byPath(words: readonly string[], place: string | null, commands: readonly Command[]): Found | null {
  const [first = '', second = ''] = words;
  const dotted = commands.find(({ path }) => path === first);
  if (dotted !== undefined) return { command: dotted, rest: words.slice(1) };
  if (!/^\d+$/.test(first)) return null;
  const here = place === null ? undefined : commands.find(({ path }) => path === `${place}.${first}`);
  if (here !== undefined) return { command: here, rest: words.slice(1) };
  const spaced = place === null ? commands.find(({ path }) => path === `${first}.${second}`) : undefined;
  return spaced === undefined ? null : { command: spaced, rest: words.slice(2) };
}

/** The longest name that the line begins with; a beginning of the name will do where no other command has it. */
function byName(words: readonly string[], commands: readonly Command[]): Found | null {
  const lower = words.map((word) => word.toLowerCase());
  const matches = commands
    .filter(({ name }) => name.split(' ').every((word, i) => lower[i] === word))
    .sort((a, b) => b.name.length - a.name.length);
  const whole = matches[0];
  if (whole !== undefined) return { command: whole, rest: words.slice(whole.name.split(' ').length) };
  const begun = commands.filter(({ name }) => {
    const parts = name.split(' ');
    return parts.every((word, i) => word.startsWith(lower[i] ?? '\n'));
  });
  const [only, ...others] = begun;
  if (only === undefined || others.length > 0) return null;
  return { command: only, rest: words.slice(only.name.split(' ').length) };
}

/** The last argument takes what is left of the line. */
function fill({ args }: Command, rest: readonly string[]): Readonly<Record<string, string>> {
  const given: Record<string, string> = {};
  args.forEach(({ name }, i) => {
    const text = i === args.length - 1 ? rest.slice(i).join(' ') : (rest[i] ?? '');
    if (text !== '') given[name] = text;
  });
  return given;
}
