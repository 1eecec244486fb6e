/** `terminal.json` as a technician sees and changes it: one key at a time, secrets as stars. Pure. */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Never shown, never typed over this line: keys come into a terminal another way. */
const SECRET = /(^|\.)(keys|tmk|pin|secret|password)(\.|$)/i;
const STARS = '********';

/** Every leaf as `key = value`, secrets as stars. */
export function leaves(text: string): readonly (readonly [key: string, value: string])[] {
  const found: [string, string][] = [];
  const walk = (value: Json, key: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) walk(inner, key === '' ? name : `${key}.${name}`);
    } else found.push([key, SECRET.test(key) ? STARS : JSON.stringify(value)]);
  };
  walk(JSON.parse(text) as Json, '');
  return found;
}

/** For taking home: the same file, its secrets as stars. */
export function withoutSecrets(text: string): string {
  const mask = (value: Json, key: string): Json => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, mask(inner, key === '' ? name : `${key}.${name}`)]),
      );
    return SECRET.test(key) ? STARS : value;
  };
  return `${JSON.stringify(mask(JSON.parse(text) as Json, ''), null, 2)}\n`;
}

/** A file that came from outside, with the secrets that stand here in the place of its stars. Null: it is no JSON object. */
export function withSecretsOf(text: string, own: string): string | null {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fill = (inner: Json, mine: Json | undefined): Json => {
    if (inner === STARS) return mine ?? null;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const mineHere = typeof mine === 'object' && mine !== null && !Array.isArray(mine) ? mine : {};
    return Object.fromEntries(
      Object.entries(inner).map(([name, deeper]) => [name, fill(deeper, (mineHere as { [key: string]: Json })[name])]),
    );
  };
  return `${JSON.stringify(fill(value, JSON.parse(own) as Json), null, 2)}\n`;
}

export type Edited =
  | { readonly ok: true; readonly text: string; readonly before: string; readonly after: string }
  | { readonly ok: false; readonly why: string };

/**
 * One key changed. `typed` is JSON where it can be read as such, else a text; `-` takes the key away.
 * Whether the result makes sense is asked of the schema afterwards.
 */
export function edit(text: string, key: string, typed: string): Edited {
  if (!/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/.test(key)) return { ok: false, why: `"${key}" is no key: write a.b.c` };
  if (SECRET.test(key)) return { ok: false, why: `${key} is secret: it is not typed over this line` };
  const file = JSON.parse(text) as { [key: string]: Json };
  const names = key.split('.');
  const last = names.pop() as string;
  let place: { [key: string]: Json } = file;
  for (const name of names) {
    const inner = Object.hasOwn(place, name) ? place[name] : undefined;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner))
      return { ok: false, why: `there is no ${name} in ${key}` };
    place = inner as { [key: string]: Json };
  }
  const before = Object.hasOwn(place, last) ? JSON.stringify(place[last]) : '-';
  if (typed === '-') delete place[last];
  else place[last] = parsed(typed);
  return {
    ok: true,
    text: `${JSON.stringify(file, null, 2)}\n`,
    before,
    after: typed === '-' ? '-' : JSON.stringify(place[last]),
  };
}

function parsed(typed: string): Json {
  try {
    return JSON.parse(typed) as Json;
  } catch {
    return typed;
  }
}
