/** Menu 6: the configuration, one key at a time, checked before it is written, with the way back. Takes effect when the terminal starts again. */
import type { Call, Command } from './command.ts';
import { argument, optional, rows } from './command-rows.ts';
import { edit, leaves, withoutSecrets, withSecretsOf } from './configuration-edit.ts';
import type { Desk } from './desk.ts';
import { ask, type Dialogue, say } from './dialogue.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { fact, heading, speak, type Tongue } from './tongue.ts';

export const CONFIGURATION_COMMANDS: readonly Command[] = rows(
  {
    path: '6.1',
    name: 'configuration show',
    zh: '显示配置',
    en: 'show, secrets hidden',
    args: [optional('key', '键', 'key, or its beginning')],
    run: show,
  },
  {
    path: '6.2',
    name: 'configuration set',
    zh: '修改一项',
    en: 'change one key',
    args: [argument('key', '键', 'key'), argument('value', '值', 'value; - takes it away')],
    run: set,
  },
  { path: '6.3', name: 'configuration undo', zh: '撤销修改', en: 'back to the one before', run: undo },
  { path: '6.4', name: 'configuration history', zh: '历次修改', en: 'kept versions', run: history },
  { path: '6.5', name: 'configuration export', zh: '导出配置', en: 'into outgoing/', run: exportFile },
  {
    path: '6.6',
    name: 'configuration import',
    zh: '导入配置',
    en: 'from incoming/, checked',
    args: [argument('file', '文件名', 'file')],
    run: importFile,
  },
);

function* show(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const wanted = given['key'] ?? '';
  const found = leaves(desk.configuration.text()).filter(([key]) => key.startsWith(wanted));
  if (found.length === 0) return failed('没有这一项', 'no such key');
  yield* say(
    heading(tongue, { zh: '配置', en: 'Configuration' }),
    ...found.map(([key, value]) => `  ${key} = ${value}`),
  );
  return OK;
}

function* set(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const { key = '', value = '' } = given;
  const edited = edit(desk.configuration.text(), key, value);
  if (!edited.ok) return failed(edited.why, edited.why);
  return yield* written(desk, who, tongue, { key, ...edited });
}

interface Change {
  readonly key: string;
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** Checked as the next start would check it, shown before and after, and only then written. */
function* written(desk: Desk, who: string, tongue: Tongue, { key, text, before, after }: Change): Dialogue<Outcome> {
  const problem = desk.configuration.problem(text);
  if (problem !== null) return failed(problem, problem);
  yield* say(
    fact(tongue, { zh: '之前', en: 'before' }, `${key} = ${before}`),
    fact(tongue, { zh: '之后', en: 'after' }, `${key} = ${after}`),
  );
  const yes = yield* ask(`${speak(tongue, { zh: '写入?输入 YES', en: 'Write it? Type YES' })}: `, { fresh: true });
  if (yes !== 'YES') return GIVEN_UP;
  const version = desk.configuration.replace(who, text, { key, before, after });
  yield* say(
    speak(tongue, {
      zh: `已写入,旧版存为第 ${version} 版。用 restart 重启后生效。`,
      en: `Written; the one before is version ${version}. It takes effect after: restart`,
    }),
  );
  return OK;
}

function* undo(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  const newest = desk.configuration.versions().at(-1);
  const text = newest === undefined ? null : desk.configuration.version(newest);
  if (newest === undefined || text === null) return failed('没有旧版', 'nothing was changed here');
  return yield* replaced(desk, who, tongue, `version ${newest}`, text);
}

/** Another whole file in the place of this one: what differs is shown key by key. */
function* replaced(desk: Desk, who: string, tongue: Tongue, from: string, text: string): Dialogue<Outcome> {
  const problem = desk.configuration.problem(text);
  if (problem !== null) return failed(problem, problem);
  const now = new Map(leaves(desk.configuration.text()));
  const then = new Map(leaves(text));
  const changed = [...new Set([...now.keys(), ...then.keys()])].filter((key) => now.get(key) !== then.get(key));
  yield* say(...changed.map((key) => `  ${key}: ${now.get(key) ?? '-'} → ${then.get(key) ?? '-'}`));
  const summary = changed
    .map((key) => `${key}=${then.get(key) ?? '-'}`)
    .join(' ')
    .slice(0, 200);
  return yield* written(desk, who, tongue, {
    key: '*',
    text,
    before: `${changed.length} keys`,
    after: `${from} ${summary}`,
  });
}

function* history(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const entries = desk.journal.last(5_000).filter((entry) => entry.type === 'maintenance.configured');
  yield* say(
    heading(tongue, { zh: '历次修改', en: 'Changes' }),
    ...entries.map(({ atMs, operator, body }) => {
      return `  ${desk.time(atMs)} ${operator} v${body.version} ${body.key}: ${body.before} → ${body.after}`;
    }),
    fact(tongue, { zh: '存有版本', en: 'kept versions' }, desk.configuration.versions().join(' ') || '-'),
  );
  return OK;
}

function* exportFile(desk: Desk): Dialogue<Outcome> {
  const name = `terminal-${desk.about.tid}.json`;
  desk.system.outgoing.write(name, new TextEncoder().encode(withoutSecrets(desk.configuration.text())));
  yield* say(`  outgoing/${name}`);
  return OK;
}

function* importFile(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const name = given['file'] ?? '';
  const bytes = desk.files.verified(name);
  if (bytes === 'missing') {
    yield* say(...desk.files.incoming().map((file) => `  incoming/${file.name} ${file.sizeBytes}`));
    return failed('incoming 里没有', `there is no incoming/${name}`);
  }
  if (bytes === 'unverified') return failed('先核对 files verify', `files verify ${name} SHA256 first`);
  const text = withSecretsOf(new TextDecoder().decode(bytes), desk.configuration.text());
  if (text === null) return failed('不是 JSON', 'it is no JSON object');
  return yield* replaced(desk, who, tongue, name, text);
}
