/**
 * What must be true of case files at any moment: one open file a transaction, numbered in order and closed once; what the journal calls written for the acquirer lies
 * in the folder as it says, signed by this terminal, each under a name of its own, and says nothing of a card.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../storage/entries/entry.ts';
import { CARDS } from './cashier.ts';
import type { World } from './world.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

class CaseFileBooks {
  readonly wrong: string[] = [];
  readonly #open = new Map<string, number>();
  readonly #approved = new Set<string>();
  readonly #expected = new Map<string, number>();
  readonly #names = new Set<string>();
  #last = 0;
  #read = 0;

  readOn(world: World): void {
    for (; this.#read < world.entries.length; this.#read += 1) this.#heed(world, world.entries[this.#read] as Entry);
  }

  #say({ seq, type }: Entry, what: string): void {
    this.wrong.push(`case file: entry ${seq} ${type}: ${what}`);
  }

  #heed(world: World, entry: Entry): void {
    switch (entry.type) {
      case 'caseFile.opened':
        if (entry.body.number !== this.#last + 1) this.#say(entry, `number ${entry.body.number} after ${this.#last}`);
        if (this.#open.has(entry.txn)) this.#say(entry, `${entry.txn} has an open file`);
        this.#last = entry.body.number;
        this.#open.set(entry.txn, entry.body.number);
        break;
      case 'caseFile.packed':
        this.#mustBeOpen(entry);
        this.#packed(world, entry);
        break;
      case 'refund.approved':
        this.#approved.add(entry.txn);
        if (entry.body.expectedMs !== undefined) this.#expected.set(entry.txn, entry.body.expectedMs);
        break;
      case 'void.approved':
        this.#approved.add(entry.txn);
        break;
      case 'refund.resolved':
        if (entry.body.approved) this.#approved.add(entry.txn);
        break;
      case 'caseFile.missed':
        this.#mustBeOpen(entry);
        this.#mustBeDue(entry);
        break;
      case 'caseFile.answered':
      case 'caseFile.slipRequested':
        this.#mustBeOpen(entry);
        break;
      case 'caseFile.fulfilled':
      case 'caseFile.closed':
        if (entry.type === 'caseFile.fulfilled' && !this.#approved.has(entry.body.by))
          this.#say(entry, `${entry.body.by} was not approved`);
        this.#mustBeOpen(entry);
        this.#open.delete(entry.txn);
        break;
    }
  }

  #mustBeOpen(
    entry: Of<`caseFile.${'packed' | 'answered' | 'slipRequested' | 'missed' | 'fulfilled' | 'closed'}`>,
  ): void {
    if (this.#open.get(entry.txn) !== entry.body.number) this.#say(entry, `file ${entry.body.number} is not open`);
  }

  /** Of a refund that the bank has approved, and no day before the one that its slip says is over. */
  #mustBeDue(entry: Of<'caseFile.missed'>): void {
    const expectedMs = this.#expected.get(entry.txn);
    if (expectedMs === undefined) this.#say(entry, `${entry.txn} is no refund that is on its way`);
    else if (expectedMs !== entry.body.expectedMs || expectedMs >= entry.atMs)
      this.#say(entry, `${entry.txn} is due at ${expectedMs}, missed at ${entry.atMs}`);
  }

  #packed(world: World, entry: Of<'caseFile.packed'>): void {
    const { file, sha256 } = entry.body;
    if (this.#names.has(file)) this.#say(entry, `${file} was written twice`);
    this.#names.add(file);
    const path = join(world.folder, 'outgoing', file);
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) this.#say(entry, `${file} is another`);
    const text = bytes.toString('utf8');
    if (!isSigned(text)) this.#say(entry, `${file} is not signed`);
    if (Object.values(CARDS).some(({ pan }) => text.includes(pan))) this.#say(entry, `${file} holds a card number`);
  }
}

/** Ed25519 (RFC 8032) by the key that stands in the file, over all that stands above the signature. */
function isSigned(text: string): boolean {
  const [, signed = '', signature = ''] = /^([\s\S]*)\ned25519 ([0-9a-f]{128})\n$/.exec(text) ?? [];
  const [, key = ''] = /\nkey ([0-9a-f]{64})$/.exec(signed) ?? [];
  if (key === '') return false;
  const spki = Buffer.from(`302a300506032b6570032100${key}`, 'hex');
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  return verify(null, Buffer.from(signed), publicKey, Buffer.from(signature, 'hex'));
}

const books = new WeakMap<World, CaseFileBooks>();

export function brokenCaseFiles(world: World): readonly string[] {
  const kept = books.get(world) ?? new CaseFileBooks();
  books.set(world, kept);
  kept.readOn(world);
  return kept.wrong;
}
