/** Looks for card numbers in whatever form a program leaves them in files: as text, BCD, hex, base64, UTF-16 (promise 5). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What must never be found, and how it is written. `where` is a name for people. */
interface Needle {
  readonly form: string;
  readonly bytes: Buffer;
}

/** Characters of base64 that do not depend on what stands around `data`, for each of the three places it can begin at. */
function base64Of(data: Buffer): readonly string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), data])
      .toString('base64')
      .replace(/=+$/, '');
    const [from, last] = [Math.ceil((before * 4) / 3), (before + data.length) % 3 === 0 ? 0 : 1];
    return text.slice(from, text.length - last);
  });
}

function needlesOf(secret: string): readonly Needle[] {
  const ascii = Buffer.from(secret, 'latin1');
  // Digits are packed two to a byte; a key or a PIN block is bytes to begin with.
  const isPacked = /^[\da-f]+$/i.test(secret);
  const bcd = isPacked ? Buffer.from(secret.length % 2 === 0 ? secret : `${secret}f`, 'hex') : null;
  const text = (form: string, words: string): Needle => ({ form, bytes: Buffer.from(words, 'latin1') });
  const base64 = [ascii, ...(bcd === null ? [] : [bcd])].flatMap(base64Of);
  return [
    { form: 'text', bytes: ascii },
    { form: 'UTF-16', bytes: Buffer.from(secret, 'utf16le') },
    { form: 'UTF-16', bytes: Buffer.from(secret, 'utf16le').swap16() },
    text('hex of text', ascii.toString('hex')),
    ...(isPacked ? [text('hex of text', secret.toLowerCase())] : []),
    ...[' ', '-'].map((gap) => text('groups', (secret.match(/.{1,4}/g) ?? []).join(gap))),
    ...base64.flatMap((words) => [
      text('base64', words),
      text('base64url', words.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
  ];
}

/** The forms in which `secrets` stand in `content`. BCD is found at every half byte, so that packed tracks are found too. */
export function leaksIn(content: Buffer, secrets: readonly string[]): readonly string[] {
  const halves = content.toString('hex');
  const lowered = Buffer.from(content.toString('latin1').toLowerCase(), 'latin1');
  return secrets.flatMap((secret) => {
    const forms = needlesOf(secret)
      .filter(({ form, bytes }) => (form === 'hex of text' ? lowered : content).includes(bytes))
      .map(({ form }) => form);
    const packed = secret.toLowerCase().replace('=', 'd');
    const isPacked = /^[\da-f]+$/.test(packed) && halves.includes(packed);
    return [...new Set(isPacked ? [...forms, 'BCD'] : forms)];
  });
}

/** @returns `file: form` for every file below `folder` that holds one of `secrets`. */
export function leaksBelow(folder: string, secrets: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return leaksIn(readFileSync(path), secrets).map((form) => `${path}: ${form}`);
    });
}
