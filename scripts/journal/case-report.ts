/**
 * The report of a case to the acquirer (requirement C7), checked against the journal that it came from: what the file is, whether anybody has changed it,
 * and whether each entry in it stands in this chain, word for word.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { storyOf } from '../../firmware/rules/timeline.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { canonicalJson } from '../../storage/journal/canonical.ts';
import { messageOf } from '../../storage/journal/failures.ts';
import type { JournalReader } from '../../storage/journal/reader.ts';
import { isSignedBy } from '../../storage/keys/signer.ts';
import { WrongUsage } from '../usage.ts';

export interface CaseReportVerdict {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** Between what is signed and its signature, as `firmware/effects/case-package.ts` writes them. */
const SIGNED = /^([\s\S]*)\ned25519 ([0-9a-f]{128})\n$/;

/** @throws WrongUsage where the file cannot be read */
export function readCaseReport(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new WrongUsage(`cannot read ${file}: ${messageOf(error)}; name a case-*.txt, as it lies in outgoing/`);
  }
}

/** @param bytes of the file. Never throws for what stands in it: whatever it holds is judged. */
export function checkCaseReport(reader: JournalReader, bytes: Uint8Array): CaseReportVerdict {
  const broken = (what: string, ...before: readonly string[]) => ({ ok: false, lines: [...before, `BROKEN: ${what}`] });
  const [, signed, signature] = SIGNED.exec(Buffer.from(bytes).toString('utf8')) ?? [];
  if (signed === undefined || signature === undefined)
    return broken('this is no case report, or its end is missing: ask for the file again as it was handed over');
  if (reader.eSlipKeyHex === null) return broken('this journal has no key to check it with');
  const head = signed.split('\n').slice(1, 5);
  if (!isSignedBy(reader.eSlipKeyHex, Buffer.from(signed, 'utf8'), Buffer.from(signature, 'hex')))
    return broken(`it was changed, or is not of terminal ${reader.terminal}: trust nothing in it`, ...head);
  const txn = (/^交易 TRANSACTION (\S+)$/m.exec(signed)?.[1] ?? '') as TransactionId;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const packed = packedAs(reader, txn, sha256);
  if (packed === null) return broken('signed, but this journal does not know that it was written', ...head);
  const lines = signed.split('\n').filter((line) => line.startsWith('{"'));
  const story = storyNow(reader, txn);
  const astray = lines.filter((line) => !story.has(line));
  if (astray.length > 0)
    return broken(
      `${astray.length} of ${lines.length} entries do not stand in this journal as they stand in it`,
      ...head,
    );
  const chain = reader.verify();
  if (!chain.ok) return broken('the report is whole, the chain of this journal is not: see verify', ...head);
  const state = reader.transaction(txn)?.state ?? '-';
  return {
    ok: true,
    lines: [
      ...head,
      `ok: signed by terminal ${reader.terminal}, written as ${packed.body.file} (entry ${packed.seq}), ${lines.length} entries as in the chain, now ${state}`,
    ],
  };
}

type Packed = Extract<Entry, { type: 'caseFile.packed' }>;

function packedAs(reader: JournalReader, txn: TransactionId, sha256: string): Packed | null {
  const packed = reader.timeline(txn).find((entry) => entry.type === 'caseFile.packed' && entry.body.sha256 === sha256);
  return packed?.type === 'caseFile.packed' ? packed : null;
}

/** Every line of the story as it stands in the chain now; it has only grown since the report was written. */
function storyNow(reader: JournalReader, txn: TransactionId): ReadonlySet<string> {
  const root = reader.transaction(txn)?.original ?? txn;
  return new Set(storyOf(reader, root).map((entry) => canonicalJson(entry)));
}
