/**
 * The evidence pack (requirements C7, F11): one transaction told in words and data, and the whole chain that it stands in, with two small verifiers
 * that need neither this program nor a network. For an acquirer, a court, an auditor.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../storage/journal/failures.ts';
import type { JournalReader } from '../../storage/journal/reader.ts';
import { WrongUsage } from '../usage.ts';
import { checkPage } from './check-page.ts';
import { lookAt, looks } from './look.ts';

export interface EvidencePack {
  readonly folder: string;
  readonly files: readonly string[];
  /** Of the chain; worth noting elsewhere, since a chain alone cannot show that its end was cut off. */
  readonly headHash: string;
}

/**
 * @param named a transaction's own name, a slip number, an RRN
 * @param folder is made; must not exist
 * @throws WrongUsage, JournalBroken where the chain does not hold: broken evidence is none
 */
export function writeEvidence(reader: JournalReader, named: string, folder: string): EvidencePack {
  const looked = lookAt(reader, named);
  makeFolder(folder);
  const { entries, headHash } = writeChain(reader, join(folder, 'journal.jsonl'));
  const about = { terminal: reader.terminal, headHash, entries, ...looked };
  const files: Readonly<Record<string, string>> = {
    'transaction.json': `${JSON.stringify(about, null, 2)}\n`,
    'timeline.txt': `${looks(looked).join('\n')}\n`,
    'check.html': checkPage({ terminal: reader.terminal, headHash, entries, seqs: looked.lines.map(({ seq }) => seq) }),
    'check.py': verifierInPython(reader.terminal),
    'README.txt': readme(looked.transaction.txn, reader.terminal, entries, headHash),
  };
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), text, { mode: 0o600, flush: true });
  return { folder, files: ['journal.jsonl', ...Object.keys(files)], headHash };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw new WrongUsage(`cannot make ${folder}: ${messageOf(error)}; name a new folder in one that can be written`);
  }
}

function writeChain(reader: JournalReader, file: string): { readonly entries: number; readonly headHash: string } {
  const handle = openSync(file, 'wx', 0o600);
  let entries = 0;
  let headHash = createHash('sha256').update(`tillproof journal 1\n${reader.terminal}`).digest('hex');
  try {
    for (const line of reader.lines()) {
      writeSync(handle, `${line}\n`);
      entries += 1;
      headHash = (JSON.parse(line) as { readonly hash: string }).hash;
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return { entries, headHash };
}

/** The rules of storage/README, "What a stranger needs". */
const verifierInPython = (terminal: string): string => `import hashlib, json, pathlib
H = lambda text: hashlib.sha256(text.encode()).hexdigest()
head, n = H("tillproof journal 1\\n${terminal}"), 0
for line in open(pathlib.Path(__file__).with_name("journal.jsonl"), encoding="utf-8"):
    entry = json.loads(line); stated = entry.pop("hash"); n += 1
    assert entry["seq"] == n and entry["previousHash"] == head, f"entry {n} does not follow the one before"
    head = H(json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    assert head == stated, f"entry {n} is not what was written"
print("ok:", n, "entries, head", head)
`;

const readme = (txn: string, terminal: string, entries: number, headHash: string): string => `交易证据 EVIDENCE
交易 TRANSACTION  ${txn}
终端 TERMINAL     ${terminal}
账目 ENTRIES      ${entries}
链尾 HEAD         ${headHash}

timeline.txt      经过(逐条) what happened, line by line
transaction.json  同上,数据形式 the same as data
journal.jsonl     完整账本,逐条哈希相连 the whole journal, each entry hashed over the one before
check.html        用浏览器打开,选 journal.jsonl,即可核验(不联网) open it in a browser, choose journal.jsonl; works offline
check.py          或者:python3 check.py

账本含本终端全部交易(卡号已隐去):只交给有权查看的人。
The journal holds every transaction of this terminal, card numbers masked: hand it only to who may see that.
请另外记下链尾:单凭一条链看不出结尾是否被截去。
Note the head elsewhere: a chain alone cannot show that its end was cut off.
`;
