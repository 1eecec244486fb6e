/** Menu 7: copies of the journal: made beside the trade, opened and verified before they count, restored only between two lives of the terminal. */
import type { TransactionId } from '../../storage/facts.ts';
import type { Call, Command } from './command.ts';
import { argument, rows } from './command-rows.ts';
import { withoutSecrets } from './configuration-edit.ts';
import type { Desk } from './desk.ts';
import { type Dialogue, say } from './dialogue.ts';
import { aside, chainVerdict } from './journal-commands.ts';
import { failed, OK, type Outcome } from './outcome.ts';
import { debts } from './status-commands.ts';
import { fact, heading, speak, type Tongue } from './tongue.ts';

const BACKUP = argument('backup', '备份名', 'backup, by name');
/** More than a terminal prints or sends between two backups a day apart. */
const SKIPPED_NUMBERS = 10_000;
const LAST_EVENTS = 50;

export const COPY_COMMANDS: readonly Command[] = rows(
  { path: '7.1', name: 'backup now', zh: '立即备份', en: 'back up and verify', run: backUpNow },
  { path: '7.2', name: 'backup list', zh: '备份列表', en: 'backups', run: listBackups },
  {
    path: '7.3',
    name: 'backup drill',
    zh: '恢复演练',
    en: 'open one and recompute it',
    args: [BACKUP],
    run: drillBackup,
  },
  {
    path: '7.4',
    name: 'backup restore',
    zh: '恢复(重启)',
    en: 'go on from a backup',
    args: [BACKUP],
    disturbs: 'terminal',
    typedWord: 'RESTORE',
    run: restoreBackup,
  },
  { path: '7.5', name: 'export journal', zh: '导出账本', en: 'every entry, one line each', run: exportJournal },
  {
    path: '7.6',
    name: 'export evidence',
    zh: '证据包',
    en: 'what a stranger can verify',
    args: [argument('txn', '交易号', 'transaction')],
    run: exportEvidence,
  },
  { path: '7.7', name: 'export bundle', zh: '支持包(脱敏)', en: 'support bundle, redacted', run: exportBundle },
);

/** Backups lie in the data folder, each in a folder of its own. */
const folderOf = (desk: Desk, name: string): string => `${desk.system.folder}/backups/${name}`;

/** `20261121-134507` */
function stampName(desk: Desk): string {
  return desk.time(desk.nowMs()).replaceAll(/[-:]/g, '').replace(' ', '-');
}

function* backUpNow(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  return yield* backedUp(desk, who, tongue);
}

/** Made, opened, verified and written down. */
export function* backedUp(desk: Desk, who: string, tongue: Tongue): Dialogue<Outcome> {
  const folder = folderOf(desk, stampName(desk));
  yield* say(speak(tongue, { zh: '备份中…', en: 'Backing up …' }));
  const result = yield* aside(desk, { do: 'backup', folder }, 'backup');
  if ('is' in result) return result;
  const { verdict, rebuild } = result.verdict;
  const ok = verdict.ok && rebuild.ok;
  desk.system.backedUp(who, { folder, entries: verdict.entries, headHash: verdict.headHash, ok });
  yield* say(fact(tongue, { zh: '备份', en: 'backup' }, folder));
  return yield* chainVerdict(tongue, verdict);
}

function* listBackups(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const made = desk.system.backups();
  yield* say(heading(tongue, { zh: '备份', en: 'Backups' }), ...made.map((name) => `  ${name}`), `  ${made.length}`);
  return OK;
}

function* drillBackup(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const name = named(desk, given['backup'] ?? '');
  if (name === null) return failed('没有这个备份', 'no such backup: backup list');
  const result = yield* aside(desk, { do: 'drill', file: `${folderOf(desk, name)}/journal.sqlite` }, 'drill');
  if ('is' in result) return result;
  const { verdict, rebuild } = result.verdict;
  const outcome = yield* chainVerdict(tongue, verdict);
  if (outcome.is === 'ok' && !rebuild.ok) return failed('数据表与记录不符', 'its tables are not what its entries say');
  return outcome;
}

function named(desk: Desk, name: string): string | null {
  return desk.system.backups().includes(name) ? name : null;
}

/** Numbers that may have been spent since are skipped, never used again; what stands here now is set aside, not deleted. */
function* restoreBackup(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const name = named(desk, given['backup'] ?? '');
  if (name === null) return failed('没有这个备份', 'no such backup: backup list');
  const safe = yield* backedUp(desk, who, tongue);
  if (safe.is !== 'ok') return safe;
  yield* say(speak(tongue, { zh: '现在重启并恢复。', en: 'Restarting now, from the backup.' }));
  const backup = `${folderOf(desk, name)}/journal.sqlite`;
  desk.system.nextStart(who, { do: 'restore', backup, skip: SKIPPED_NUMBERS, by: who });
  return OK;
}

function* exportJournal(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  return yield* exported(desk, tongue, `journal-${desk.about.tid}-${stampName(desk)}.jsonl`);
}

function* exported(desk: Desk, tongue: Tongue, name: string): Dialogue<Outcome> {
  const result = yield* aside(desk, { do: 'export', file: `${desk.system.outgoing.folder}/${name}` }, 'export');
  if ('is' in result) return result;
  yield* say(
    fact(tongue, { zh: '文件', en: 'file' }, `outgoing/${name}`),
    fact(tongue, { zh: '记录', en: 'entries' }, `${result.entries}  ${result.bytes} bytes`),
    `  SHA-256 ${result.sha256}`,
  );
  return OK;
}

/** The timeline of one transaction, beside the whole chain that proves it (storage/README.md says how). */
function* exportEvidence(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const row = desk.journal.transaction((given['txn'] ?? '') as TransactionId);
  if (row === null) return failed('没有这笔交易', 'no such transaction');
  const stamp = stampName(desk);
  const { tid, mid, merchant } = desk.about;
  const evidence = { tid, mid, merchant, transaction: row, timeline: desk.journal.timeline(row.txn) };
  const name = `evidence-${row.txn}-${stamp}.json`;
  desk.system.outgoing.write(name, new TextEncoder().encode(`${JSON.stringify(evidence, null, 2)}\n`));
  yield* say(fact(tongue, { zh: '文件', en: 'file' }, `outgoing/${name}`));
  return yield* exported(desk, tongue, `evidence-${row.txn}-${stamp}.jsonl`);
}

/** What a colleague far away needs to see. Nothing of it is secret: the journal holds no card number, the configuration goes without its keys. */
function* exportBundle(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const bundle = {
    about: desk.about,
    at: desk.time(desk.nowMs()),
    clock: { quality: desk.clockQuality(), offsetMs: desk.system.clockOffsetMs() },
    machine: desk.system.facts(),
    view: desk.look(),
    counters: desk.journal.counters(),
    obligations: desk.journal.obligations(),
    printer: desk.devices.status(),
    configuration: JSON.parse(withoutSecrets(desk.configuration.text())) as unknown,
    events: desk.journal.last(LAST_EVENTS),
    logs: desk.system.logs().slice(-LAST_EVENTS),
  };
  const name = `support-${desk.about.tid}-${stampName(desk)}.json`;
  desk.system.outgoing.write(name, new TextEncoder().encode(`${masked(JSON.stringify(bundle, null, 2))}\n`));
  yield* say(fact(tongue, { zh: '文件', en: 'file' }, `outgoing/${name}`), ...debts(desk, tongue).slice(0, 1));
  return OK;
}

/** A last look: a run of digits as long as a card number, and not part of a longer word, goes nowhere. */
const masked = (text: string): string =>
  text.replace(/(?<![\w-])\d{13,19}(?![\w-])/g, (digits) => (isTime(digits) ? digits : '*'.repeat(digits.length)));

/** Thirteen digits that are milliseconds of this century. */
const isTime = (digits: string): boolean => /^[12]\d{12}$/.test(digits);
