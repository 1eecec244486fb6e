/** A name that a stranger has sent → a name that is safe to open in one folder. Pure. */

const LONGEST = 64;
const LONGEST_ENDING = 12;
const NAMELESS = 'unnamed';

/**
 * The last part of whatever path was sent, of ASCII letters, digits, `.`, `-` and `_` only, without a leading dot or dash, at most 64 characters with
 * its ending kept. Never empty, never a path, never hidden, never an option of a program.
 */
export function safeFileName(announced: string): string {
  const last = announced.split(/[/\\]/).at(-1) ?? '';
  const started = last
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[._-]+/, '');
  // Up to the last that may end it; cut off from behind, a long row of dots would be tried at each of them.
  const plain = /^.*[^._]/.exec(started)?.[0] ?? '';
  if (!/[A-Za-z0-9]/.test(plain)) return NAMELESS;
  if (plain.length <= LONGEST) return plain;
  const dot = plain.lastIndexOf('.');
  const ending = dot > 0 && plain.length - dot <= LONGEST_ENDING ? plain.slice(dot) : '';
  return plain.slice(0, LONGEST - ending.length) + ending;
}

/** The n-th name for one that is taken: `update.json` → `update-2.json`. */
export function numberedName(name: string, n: number): string {
  if (n <= 1) return name;
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)}-${n}${name.slice(dot)}` : `${name}-${n}`;
}
