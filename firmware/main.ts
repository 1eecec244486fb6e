/**
 * The composition root: reads the configuration, opens the journal and the real clock, starts the till on real links (design §3).
 * The only file of the firmware that touches the system. Exit codes: 0 ok, 1 a promise is broken, 2 usage or configuration, 70 a bug.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBytePipe } from '../drivers/link/byte-pipes.ts';
import { openHidPipe } from '../drivers/link/hid-pipes.ts';
import type { Clock } from '../drivers/link/link.ts';
import { LINUX_NETWORK, probeNetwork } from '../drivers/link/network-probe.ts';
import type { Bitmap } from '../drivers/printer/raster.ts';
import { keepNewest } from '../storage/backup/keep.ts';
import { TERMINAL_ITSELF } from '../storage/facts.ts';
import { asideThread } from '../storage/journal/aside.ts';
import { dataFolder } from '../storage/journal/data-folder.ts';
import { JournalBroken, JournalUnwritable } from '../storage/journal/failures.ts';
import type { Journal } from '../storage/journal/journal.ts';
import { openJournal } from '../storage/journal/open.ts';
import { trainingTerminal } from '../storage/journal/training-models.ts';
import { maintenanceKey, newChallenge, responseFits } from '../storage/keys/break-glass.ts';
import { leaveMemoryOutOfDumps } from '../storage/keys/core-dumps.ts';
import { peepholes } from '../storage/keys/peepholes.ts';
import { readClockOffset, writeClockOffset } from '../storage/settings/clock-offset.ts';
import { configurationStore } from '../storage/settings/configuration-store.ts';
import { folderFiles } from '../storage/settings/folder-files.ts';
import { askForNextStart, doNextStart } from '../storage/settings/next-start.ts';
import { type ShopFile, shopFile } from '../storage/settings/shop-file.ts';
import { CATALOGUE_FILE } from './configuration/catalogue-file.ts';
import { catalogueReader, logoOf, policyOf, policyReader, textOf } from './configuration/shop-files.ts';
import { ConfigurationWrong, readTerminalFile, type TerminalFile } from './configuration/terminal-file.ts';
import { trainingFile } from './configuration/training-file.ts';
import type { BackupPlan } from './effects/backup-schedule.ts';
import type { ChallengeHost } from './effects/technician/break-glass.ts';
import { fileStore } from './effects/technician/file-store.ts';
import { runHostCommand } from './effects/technician/host-command.ts';
import type { SystemHost } from './effects/technician/system.ts';
import { hostWish, type ParentChannel, TrainingHostLink } from './effects/training-host.ts';
import { TRAINING_FOLDER } from './effects/training-place.ts';
import { transactionIds } from './effects/transaction-ids.ts';
import { currencyExponent } from './rules/money-words.ts';
import { DEFAULT_POLICY, type Policy } from './rules/policy.ts';
import { clockBatteryOf } from './rules/self-test.ts';
import { FAILURES, type FailureCause } from './screens/failure.ts';
import { createTill, type Till, type TillParts } from './till.ts';

const VERSION = '0.1.0';
/** `restart`: asked for on the maintenance port; whoever started this process starts it again at once. */
const EXIT = { ok: 0, promiseBroken: 1, usage: 2, bug: 70, restart: 75 } as const;

const clock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** What a start finds: the shop's files and its data folder. */
interface Shop {
  readonly path: string;
  readonly file: TerminalFile;
  readonly policy: Policy;
  readonly logo: Bitmap | null;
  readonly folder: string;
  readonly time: TerminalTime;
  readonly ending: Ending;
}

/** How this process ends the orderly way; until the till runs there is nothing to close. */
interface Ending {
  stop(code: number, why: string): void;
}

/** What differs between a terminal that trades and one that practises. */
interface Life extends Pick<TillParts, 'maintenance' | 'backups' | 'training'> {
  readonly file: TerminalFile;
  readonly journal: Journal;
}

function main(): void {
  const path = configurationPath();
  const file = readTerminalFile(textOf(shopFile(path)), path);
  const folder = resolve(dirname(path), file.data);
  const time = new TerminalTime(folder);
  const ending: Ending = { stop: (code) => process.exit(code) };
  const { logo } = file.devices.printer;
  const shop: Shop = {
    path,
    file,
    policy: file.policy === undefined ? DEFAULT_POLICY : policyOf(beside(path, file.policy)),
    logo: logo === undefined ? null : logoOf(beside(path, logo), file.devices.printer.columns),
    folder,
    time,
    ending,
  };
  prepareStart(folder, time);
  const journal = openDataFolder(folder, file.terminal.tid);
  stopOnSignals(() => ending.stop(EXIT.ok, 'signal'));
  const parent = parentChannel();
  // What the journal of the shop says is where this terminal stands, whatever happened in the change-over.
  if (journal.training() === null) trade(shop, journal, parent);
  else practise(shop, journal, parent);
}

function trade(shop: Shop, journal: Journal, parent: ParentChannel | null): void {
  const { path, file, folder, time, ending } = shop;
  run(shop, {
    file,
    journal,
    maintenance: {
      version: VERSION,
      runtime: `Node ${process.versions.node}`,
      startedAtMs: time.nowMs(),
      network: LINUX_NETWORK,
      files: fileStore(folder, process.env['PATH'] ?? ''),
      aside: asideThread(dataFolder(folder).journal),
      breakGlass: challengeHost(folder, file.terminal.tid),
      system: systemHost(shop),
    },
    backups: backupPlan(file, resolve(dirname(path)), folder),
    ...(parent === null ? {} : { training: { is: 'outside', begin: () => changeOver(ending, 'training begins') } }),
  });
}

/** Another journal in a folder of its own, another key, a host on this machine. Without that host the terminal goes back to work by itself. */
function practise(shop: Shop, home: Journal, parent: ParentChannel | null): void {
  const { file, folder, time, ending } = shop;
  const backToWork = (problem: string): void => {
    process.stderr.write(`没有培训主机,培训结束 there is no training host, the training ends: ${problem}\n`);
    const stamp = { atMs: time.nowMs(), clock: 'unsynchronised' as const, operator: TERMINAL_ITSELF };
    const body = { session: home.training()?.session ?? 0, by: TERMINAL_ITSELF, why: 'no-host' as const };
    home.append([{ type: 'training.ended', txn: null, body }], stamp);
    trade(shop, home, parent);
  };
  if (parent === null) {
    backToWork('nobody started this process who could start one');
    return;
  }
  const training = join(folder, TRAINING_FOLDER);
  const journal = openDataFolder(training, trainingTerminal(file.terminal.tid));
  const host = new TrainingHostLink(parent, clock);
  host.open(hostWish(file, join(training, 'bank-ledger.jsonl')), (address, problem) => {
    if (address === null) {
      journal.close();
      backToWork(problem ?? 'it has no address');
      return;
    }
    const randomPin = (): string => String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, '0');
    const end = (): void => changeOver(ending, 'training ends');
    run(shop, { file: trainingFile(file, address), journal, training: { is: 'inside', home, host, randomPin, end } });
  });
}

/** After the entry that says so: this process ends, and whoever started it starts it again. */
function changeOver(ending: Ending, why: string): void {
  clock.after(0, () => ending.stop(EXIT.restart, why));
}

function run({ path, folder, time, policy, logo, ending }: Shop, { file, journal, ...place }: Life): void {
  const stamp = () => ({ atMs: time.nowMs(), clock: 'unsynchronised' as const, operator: onDuty(journal) });
  const { tid, mid, mode } = file.terminal;
  journal.append([{ type: 'terminal.started', txn: null, body: { version: VERSION, mode, tid, mid } }], stamp());
  const till: Till = createTill({
    file,
    policy,
    ...(file.policy === undefined ? {} : { readPolicy: policyReader(beside(path, file.policy)) }),
    ...(logo === null ? {} : { logo }),
    outgoing: folderFiles(folder, 'outgoing'),
    journal,
    clock,
    ...place,
    openBytePipe: openBytePipe(clock),
    openHidPipe: openHidPipe(clock),
    stamp,
    nextTransactionId: transactionIds(Date.now, () => randomBytes(2).readUInt16BE()),
    utcOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
    catalogue: catalogueReader(shopFile(join(folder, CATALOGUE_FILE)), currencyExponent(file.terminal.currency)),
    probeLayers: (told, done) =>
      probeNetwork({ address: file.acquirer.link, clock, network: LINUX_NETWORK, told, done: () => done() }),
    log: (event, fields) =>
      process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`),
    failed: (error) => {
      till.showFailure(causeOf(error));
      end(error);
    },
  });
  ending.stop = (code, why) => {
    till.stop();
    journal.append([{ type: 'terminal.stopped', txn: null, body: { why } }], stamp());
    journal.close();
    if (place.training?.is === 'inside') place.training.home.close();
    process.exit(code);
  };
  till.start();
}

/** To whoever started this process, and back; null where that is no process that listens. */
function parentChannel(): ParentChannel | null {
  if (process.send === undefined) return null;
  return {
    send: (message) => void process.send?.(message),
    hear: (listener) => void process.on('message', listener),
  };
}

/** The machine's clock and what a technician has set it to. */
class TerminalTime {
  readonly #folder: string;
  offsetMs: number;

  constructor(folder: string) {
    this.#folder = folder;
    this.offsetMs = readClockOffset(folder);
  }

  nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  set(offsetMs: number): void {
    writeClockOffset(this.#folder, offsetMs);
    this.offsetMs = offsetMs;
  }
}

/** What was asked for on the maintenance port and can only be done now. A wish that fails leaves everything as it was. */
function prepareStart(folder: string, time: TerminalTime): void {
  const stamp = (operator: string) => ({ atMs: time.nowMs(), clock: 'unsynchronised' as const, operator });
  const done = doNextStart(folder, stamp, randomBytes);
  if (done?.problem != null)
    process.stderr.write(`没有完成 ${done.what} was not done: ${done.problem}; 终端照旧启动 starting as before\n`);
}

/** What Linux says of the hardware clock; empty where there is none. */
function rtcText(): string {
  try {
    return readFileSync('/proc/driver/rtc', 'utf8');
  } catch {
    return '';
  }
}

function systemHost({ path: configuration, file, folder, time, ending }: Shop): SystemHost {
  const hostCommand: SystemHost['hostCommand'] = (what) =>
    (what === 'reboot' ? file.maintenance?.rebootCommand : file.maintenance?.shutdownCommand) ?? null;
  return {
    configuration: configurationStore(configuration, folder),
    folder,
    outgoing: folderFiles(folder, 'outgoing'),
    backups: () => listed(join(folder, 'backups')),
    facts: () => {
      const { bavail, bsize } = statfsSync(folder);
      return {
        memoryBytes: process.memoryUsage.rss(),
        freeBytes: bavail * bsize,
        clockBattery: clockBatteryOf(rtcText()),
      };
    },
    clockOffsetMs: () => time.offsetMs,
    setClockOffset: (offsetMs) => time.set(offsetMs),
    askForNextStart: (wish) => askForNextStart(folder, wish),
    hostCommand,
    end: (how) => {
      const command = how === 'restart' ? null : hostCommand(how);
      // A machine that does not go down after all goes on with the terminal.
      if (command !== null)
        process.once('exit', () => (process.exitCode = runHostCommand(command) ? EXIT.ok : EXIT.restart));
      ending.stop(how === 'stop' || command !== null ? EXIT.ok : EXIT.restart, how);
    },
  };
}

/** `20261121-134507`, in UTC: names that sort by age. */
function backupName(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

function backupPlan(file: TerminalFile, beside: string, data: string): BackupPlan {
  const { folder: named, everyHours, keep } = file.backup;
  const place = named === undefined ? join(data, 'backups') : resolve(beside, named);
  const aside = asideThread(dataFolder(data).journal);
  return {
    everyHours,
    make: (atMs, done) => {
      const folder = join(place, backupName(atMs));
      aside({ do: 'backup', folder }, (result) => done(folder, result));
    },
    prune: () => void keepNewest(place, keep),
  };
}

/** The service centre holds the same key (storage/keys/break-glass.ts). */
function challengeHost(folder: string, tid: string): ChallengeHost {
  const key = maintenanceKey(folder, randomBytes);
  return {
    newChallenge: () => newChallenge(randomBytes),
    responseFits: (challenge, response) => responseFits(key, tid, challenge, response),
  };
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Whose act it is. */
function onDuty(journal: Journal): string {
  return journal.shift()?.operator ?? TERMINAL_ITSELF;
}

/** A data folder that cannot be used at all is a fault of the configuration; anything later is the journal's. */
function openDataFolder(folder: string, terminal: string): Journal {
  try {
    return openJournal({ folder, terminal, randomBytes });
  } catch (error) {
    if (!(error instanceof JournalUnwritable) || (error.code !== 'folder' && error.code !== 'locked')) throw error;
    throw new ConfigurationWrong(
      `数据目录不能使用 / the data folder cannot be used: ${error.message} 请检查 terminal.json 的 data 项 check "data" in terminal.json`,
    );
  }
}

function configurationPath(): string {
  try {
    const { values } = parseArgs({ options: { config: { type: 'string' } } });
    if (values.config !== undefined) return resolve(values.config);
  } catch (error) {
    throw new ConfigurationWrong(`${(error as Error).message}; usage: --config terminal.json`);
  }
  throw new ConfigurationWrong('没有配置文件 / no configuration was named; usage: --config terminal.json');
}

/** A file named in the configuration, from where that one stands. */
function beside(configuration: string, named: string): ShopFile {
  return shopFile(resolve(dirname(configuration), named));
}

function stopOnSignals(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  // Started by a supervisor: without it nobody would start the terminal again, or stop it.
  process.once('disconnect', stop);
  process.channel?.unref();
}

function causeOf(error: unknown): FailureCause {
  if (error instanceof JournalUnwritable) return 'journal-unwritable';
  return error instanceof JournalBroken ? 'journal-broken' : 'bug';
}

/** One line: what, why, what to do. The supervisor starts the terminal again; it recovers from the journal. */
function end(error: unknown): never {
  const wrong = error instanceof Error ? error : new Error(String(error));
  if (wrong instanceof ConfigurationWrong) {
    process.stderr.write(`${wrong.message}\n`);
    process.exit(EXIT.usage);
  }
  const cause = causeOf(wrong);
  const { what, todo } = FAILURES[cause];
  process.stderr.write(`${what.zh} ${what.en}: ${wrong.message}; ${todo.zh} ${todo.en}\n`);
  if (cause !== 'bug') process.exit(EXIT.promiseBroken);
  process.stderr.write(`${wrong.stack ?? ''}\n`);
  process.exit(EXIT.bug);
}

/** Refuses to start where memory could be read from outside; from then on SIGUSR1, which would let a debugger in, is a signal like any other. */
function shutPeepholes(): void {
  process.on('SIGUSR1', () => process.stderr.write('SIGUSR1: 不接受调试器 no debugger is let in\n'));
  const { execArgv, env, report } = process;
  const open = peepholes({ execArgv, nodeOptions: env['NODE_OPTIONS'], reports: report });
  if (open.length === 0) return;
  const why = '可从外部读出内存(卡号、密钥) lets memory be read from outside (cards, keys)';
  process.stderr.write(`拒绝启动 refused to start: ${open.join(' ')} ${why}; 去掉后再启动 start without it\n`);
  process.exit(EXIT.usage);
}

shutPeepholes();
leaveMemoryOutOfDumps();
process.on('uncaughtException', end);
process.on('unhandledRejection', end);
try {
  main();
} catch (error) {
  end(error);
}
