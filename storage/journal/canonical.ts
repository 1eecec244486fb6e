/**
 * One spelling for every entry, so that its hash can be recomputed by a stranger (promise 7): the JSON Canonicalization Scheme,
 * RFC 8785, restricted to what facts need. Numbers are safe integers; strings are well-formed Unicode.
 */
import { createHash } from 'node:crypto';

/** The parts of an entry that its hash covers; `bodyJson` is already canonical. */
export interface HashedParts {
  readonly seq: number;
  readonly terminal: string;
  readonly atMs: number;
  readonly clock: string;
  readonly operator: string;
  readonly type: string;
  readonly txn: string | null;
  readonly bodyJson: string;
  /** SHA-256, hex. */
  readonly previousHash: string;
}

/**
 * RFC 8785 text of a value: keys sorted by UTF-16 code units, no white space.
 * @throws RangeError for what has no single spelling here: fractions, unsafe integers, lone surrogates, `undefined`, functions.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new RangeError('a string with half a character (lone surrogate)');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isSafeInteger(value)) throw new RangeError(`the number ${value}, which is no safe integer`);
      return value === 0 ? '0' : String(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      return canonicalObject(value as Record<string, unknown>);
    default:
      throw new RangeError(`a value of type ${typeof value}`);
  }
}

function canonicalObject(value: Record<string, unknown>): string {
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalJson(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** The exact text whose UTF-8 bytes are hashed: the entry without its `hash`, keys in RFC 8785 order. */
export function hashedText(entry: HashedParts): string {
  return spelled(entry, '');
}

/** One line of an export: the hashed text with `hash` in its sorted place, so that the line is itself RFC 8785. */
export function exportLine(entry: HashedParts, hash: string): string {
  return spelled(entry, `"hash":"${hash}",`);
}

function spelled(entry: HashedParts, hashMember: string): string {
  return (
    `{"atMs":${entry.atMs},"body":${entry.bodyJson},"clock":${JSON.stringify(entry.clock)},${hashMember}` +
    `"operator":${JSON.stringify(entry.operator)},"previousHash":"${entry.previousHash}","seq":${entry.seq},` +
    `"terminal":${JSON.stringify(entry.terminal)},"txn":${JSON.stringify(entry.txn)},"type":${JSON.stringify(entry.type)}}`
  );
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What stands as `previousHash` in entry 1: binds the chain to its terminal. */
export function genesisHash(terminal: string): string {
  return sha256Hex(`tillproof journal 1\n${terminal}`);
}
