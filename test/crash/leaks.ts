/** Looks for card numbers in whatever form a program leaves them in files: as text, BCD, hex, base64, UTF-16 (promise 5). */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
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
  // A program writes all of its hex in small letters, or all of it in capitals.
  const hex = (words: string) => [words.toLowerCase(), words.toUpperCase()].map((it) => text('hex of text', it));
  const base64 = [ascii, ...(bcd === null ? [] : [bcd])].flatMap(base64Of);
  const needles = [
    { form: 'text', bytes: ascii },
    { form: 'UTF-16', bytes: Buffer.from(secret, 'utf16le') },
    { form: 'UTF-16', bytes: Buffer.from(secret, 'utf16le').swap16() },
    ...hex(ascii.toString('hex')),
    ...(isPacked ? hex(secret) : []),
    ...[' ', '-'].map((gap) => text('groups', (secret.match(/.{1,4}/g) ?? []).join(gap))),
    ...base64.flatMap((words) => [
      text('base64', words),
      text('base64url', words.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
  ];
  return needles.filter(({ bytes }, at) => at === needles.findIndex((one) => one.bytes.equals(bytes)));
}

/** Made once for each secret: a search looks through many files. */
const NEEDLES = new Map<string, readonly Needle[]>();

function knownNeedles(secret: string): readonly Needle[] {
  const needles = NEEDLES.get(secret) ?? needlesOf(secret);
  NEEDLES.set(secret, needles);
  return needles;
}

/** The forms in which `secrets` stand in `content`. BCD is found at every half byte, so that packed tracks are found too. */
export function leaksIn(content: Buffer, secrets: readonly string[]): readonly string[] {
  return secrets.flatMap((secret) => {
    const forms = knownNeedles(secret)
      .filter(({ bytes }) => content.includes(bytes))
      .map(({ form }) => form);
    const packed = secret.toLowerCase().replace('=', 'd');
    const isPacked = /^[\da-f]+$/.test(packed) && hasDigits(content, packed);
    return [...new Set(isPacked ? [...forms, 'BCD'] : forms)];
  });
}

/** Whether the half bytes of `content` hold `digits`: by the whole bytes among them, from the first digit on or from the second. */
function hasDigits(content: Buffer, digits: string): boolean {
  return [0, 1].some((from) => {
    const core = Buffer.from(digits.slice(from, digits.length - ((digits.length - from) % 2)), 'hex');
    for (let at = content.indexOf(core); at !== -1; at = content.indexOf(core, at + 1)) {
      const around = content.subarray(Math.max(0, at - 1), at + core.length + 1);
      if (around.toString('hex').includes(digits)) return true;
    }
    return false;
  });
}

/** A file of any size is read in pieces of so many bytes; what stands across the end of one is found in the next. */
const PIECE = 8 * 1024 * 1024;
const LONGEST_FORM = 512;

function leaksOfFile(path: string, secrets: readonly string[]): readonly string[] {
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(Math.min(PIECE, fstatSync(file).size + 1));
    const forms = new Set<string>();
    for (let from = 0; ; from += PIECE - LONGEST_FORM) {
      const size = readSync(file, piece, 0, piece.length, from);
      for (const form of leaksIn(piece.subarray(0, size), secrets)) forms.add(form);
      if (size < PIECE) return [...forms];
    }
  } finally {
    closeSync(file);
  }
}

/** @returns `file: form` for every file below `folder`, or those that are `meant`, that holds one of `secrets`. */
export function leaksBelow(
  folder: string,
  secrets: readonly string[],
  meant: (path: string) => boolean = () => true,
): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(meant)
    .flatMap((path) => leaksOfFile(path, secrets).map((form) => `${path}: ${form}`));
}
