/** One counter on virtual time: devices, the terminal's present life, its data folder, and what is known of both sides. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicyFile } from '../../firmware/configuration/policy-file.ts';
import { ConfigurationWrong, readTerminalFile, type TerminalFile } from '../../firmware/configuration/terminal-file.ts';
import type { ReadPolicy } from '../../firmware/effects/policy-in-force.ts';
import type { TrainingPlace } from '../../firmware/effects/training-place.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import { backUp } from '../../storage/backup/backup.ts';
import { restore } from '../../storage/backup/restore.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import type { PrinterPlace } from '../../storage/facts.ts';
import { Chance } from './chance.ts';
import { ADDRESSES, type DeviceName, Devices, MID, TID, TMK } from './devices.ts';
import { fittedFile } from './fittings.ts';
import { Laptop } from './laptop.ts';
import { hirePeople, layOutShop, rebuildInMemory } from './new-shop.ts';
import { Onlooker } from './onlooker.ts';
import { PinSecrets } from './pin-secrets.ts';
import type { CutPoint } from './power.ts';
import type { Profile } from './profile.ts';
import { School } from './school.ts';
import { SHOP_GOODS } from './shop-goods.ts';
import { Terminal, wallMs } from './terminal.ts';
import { VirtualTime } from './virtual-time.ts';

export interface ToldByDevice {
  readonly atMs: number;
  readonly device: DeviceName;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** After this a device may have been left with half a command or character, and takes what follows for its rest, however much that is. */
const TEARS: ReadonlySet<string> = new Set(['power-on', 'lost', 'terminal-gone', 'unplugged']);
const TAILS: ReadonlySet<string> = new Set([
  'pinPad error',
  ...['printer unknown-bytes', 'printer2 unknown-bytes'],
  ...['display error', 'reader error'],
]);

/** Events that the judge reads; the rest only passes by. */
const KEPT: ReadonlySet<string> = new Set(['unknown-bytes', 'overrun', 'error', 'answer', 'fault', 'drawer']);
/** How often a person looks up when nothing moves. */
const GLANCE_MS = 500;

export class World {
  readonly time = new VirtualTime();
  readonly devices: Devices;
  readonly profile: Profile;
  /** The text of the policy's file; somebody may write another one. */
  policyFile: string;
  /** The data folder, and the one in which it lies beside its backups. */
  readonly folder: string;
  readonly home: string;
  /** How far the clock on the wall is from where it would be if nobody had touched it. */
  clockOffsetMs = 0;
  /** Every entry that was committed, over all lives. */
  readonly entries: Entry[] = [];
  /** When each of them was, in virtual time. */
  readonly committedAtMs: number[] = [];
  readonly told: ToldByDevice[] = [];
  /** What the entries say, projected as they come: the tables of the journal are held against it. */
  readonly rebuild = rebuildInMemory(TID);
  /** Where slips come out, as the journal has it. */
  printsOn: PrinterPlace = 'printer';
  /** Who judges what the screens show. */
  readonly onlooker: Onlooker;
  /** What broke at once: bugs, unexpected events. */
  readonly broken: string[] = [];
  restarts = 0;
  /** Each line, where somebody watches. */
  trace: ((line: string) => void) | null = null;
  /** How often the change-over into training was asked for. */
  trainingsBegun = 0;
  /** Where the profile wants one. */
  readonly school: School | null;
  /** Where there is a PIN pad. */
  readonly pinSecrets: PinSecrets | null;
  /** Where the profile has somebody who brings one. */
  readonly laptop: Laptop | null;
  /** Since when the roll of a printer has been empty; null while it has paper. */
  readonly #paperEndedAtMs: Record<PrinterPlace, number | null> = { printer: null, printer2: null };
  readonly #chance: Chance;
  #file: TerminalFile;
  #terminal: Terminal | null = null;
  #lives = 0;
  #backups = 0;
  #screenChanged = true;
  #seen: { readonly of: Terminal; readonly at: number; readonly view: TillView } | null = null;
  readonly #torn = new Set<DeviceName>();

  /** @param parent folder for the data; memory-backed where there is one, since every append is synced. */
  constructor(seed: number, counter: Profile, parent: string = tmpdir()) {
    this.#chance = new Chance(seed);
    this.onlooker = new Onlooker(seed, this.entries);
    this.laptop = counter.maintained === true ? this.#openLaptop(counter) : null;
    const profile = this.laptop === null ? counter : { ...counter, technician: this.laptop };
    this.profile = profile;
    this.policyFile = JSON.stringify(profile.policy);
    this.home = mkdtempSync(join(parent, 'tillproof-world-'));
    this.folder = join(this.home, 'data');
    this.#file = readTerminalFile(terminalText(profile), 'the simulated counter');
    // Each eighth terminal begins by itself, from no folder at all.
    if (seed % 8 !== 0) layOutShop(this.folder, (count) => Buffer.from(this.#chance.bytes(count)));
    this.devices = new Devices(this.time, this.#chance.fork(), profile, (device, event, fields) => {
      this.trace?.(`${this.stamp()} ${device}: ${event} ${JSON.stringify(fields)}`);
      if (TEARS.has(event)) this.#torn.add(device);
      if (device === 'printer' || device === 'printer2') this.#watchRoll(device, event);
      const isTail = this.#torn.size > 0 && TAILS.has(`${device} ${event}`);
      if (KEPT.has(event) && !isTail) this.told.push({ atMs: this.time.nowMs(), device, event, fields });
    });
    this.pinSecrets = this.devices.pad === null ? null : new PinSecrets(this.devices.pad.customer.blocks);
    if (profile.pinPad?.keys === 'pad') this.#hire();
    this.school = profile.school === true ? this.#openSchool() : null;
  }

  /** Since when there has been no paper where slips come out; null while there is some. */
  get paperEndedAtMs(): number | null {
    return this.#paperEndedAtMs[this.printsOn];
  }

  get powered(): boolean {
    return this.#terminal?.on === true;
  }

  /** @throws Error while the power is off. */
  get terminal(): Terminal {
    if (this.#terminal === null) throw new Error('the power is off');
    return this.#terminal;
  }

  #watchRoll(device: PrinterPlace, event: string): void {
    // An open cover may blind the sensor: the roll itself is looked at.
    if (event === 'paper-end' && this.devices.printerAt(device).works.roll.atEnd)
      this.#paperEndedAtMs[device] ??= this.time.nowMs();
    if (event === 'new-roll') this.#paperEndedAtMs[device] = null;
  }

  /** As the firmware reads a file: only where it has changed. */
  #policyReader(): ReadPolicy {
    let seen = this.policyFile;
    return () => {
      if (this.policyFile === seen) return null;
      seen = this.policyFile;
      try {
        return { policy: readPolicyFile(seen, 'profile') };
      } catch (error) {
        if (!(error instanceof ConfigurationWrong)) throw error;
        return { problem: error.message };
      }
    };
  }

  stamp(): string {
    return `${(this.time.nowMs() / 1000).toFixed(3)}s`;
  }

  #training(): { readonly training?: TrainingPlace } {
    if (this.school !== null) return { training: this.school.place };
    if (this.profile.school !== 'beside') return {};
    const begin = (): void => {
      this.trainingsBegun += 1;
    };
    return { training: { is: 'outside', begin } };
  }

  #hire(): void {
    const stamp = () => ({ atMs: wallMs(0), clock: 'unsynchronised' as const, operator: '1' });
    this.#keep(hirePeople(this.folder, TID, stamp, (count) => Buffer.from(this.#chance.bytes(count))));
  }

  #keep(entries: readonly Entry[]): void {
    this.entries.push(...entries);
    this.committedAtMs.push(...entries.map(() => this.time.nowMs()));
  }

  #wiretap() {
    const { pinSecrets } = this;
    if (pinSecrets === null) return {};
    const wrote = (address: string, bytes: Uint8Array): void =>
      pinSecrets.look(`bytes to ${address}`, bytes, address === ADDRESSES.acquirer);
    return { wrote };
  }

  #openSchool(): School {
    return new School({
      folder: this.home,
      tid: TID,
      randomBytes: (count) => Buffer.from(this.#chance.bytes(count)),
      stamp: () => ({ atMs: wallMs(this.time.nowMs()), clock: 'unsynchronised', operator: '0' }),
      bank: (verb, args) => this.devices.do('acquirer', verb, args),
    });
  }

  #openLaptop(counter: Profile): Laptop {
    return new Laptop({ tid: TID, configuration: terminalText(counter), chance: this.#chance.fork(), wall: this });
  }

  /** As it lies on the disk, where somebody may have changed it. */
  #fileNow(): TerminalFile {
    const path = join(this.folder, 'terminal.json');
    if (this.laptop === null || !existsSync(path)) return this.#file;
    return readTerminalFile(readFileSync(path, 'utf8'), 'terminal.json');
  }

  /** Somebody edits the configuration while the power is off: the second printer stands in it, or does not; what it is itself stays as it is. */
  configure({ secondPrinter }: { readonly secondPrinter: boolean }): void {
    const { secondPrinter: second, ...alone } = this.profile;
    const profile = secondPrinter && second !== undefined ? { ...alone, secondPrinter: second } : alone;
    this.#file = readTerminalFile(terminalText(profile), 'the simulated counter');
  }

  powerOn(): void {
    if (this.#terminal !== null) return;
    this.#lives += 1;
    if (this.#lives > 1) this.restarts += 1;
    this.trace?.(`${this.stamp()} power on, life ${this.#lives}`);
    this.#screenChanged = true;
    this.#terminal = new Terminal(
      {
        time: this.time,
        chance: this.#chance.fork(),
        cables: { bytes: this.devices.bytes, hid: this.devices.hid },
        file: this.#fileNow(),
        // As the file of a shop: a script that was found before a key existed goes on with its default.
        policy: readPolicyFile(this.policyFile, 'profile'),
        readPolicy: this.#policyReader(),
        ...goodsOf(this.profile),
        folder: this.folder,
        clockOffsetMs: () => this.clockOffsetMs,
        ...this.#training(),
        ...(this.profile.technician === undefined ? {} : { maintenance: this.profile.technician.host(this.folder) }),
        committed: (entries) => {
          this.#keep(entries);
          this.pinSecrets?.look('an entry', JSON.stringify(entries));
          for (const { type, body } of entries) if (type === 'paper.moved') this.printsOn = body.to;
          if (this.trace !== null) for (const entry of entries) this.trace(`${this.stamp()} journal: ${said(entry)}`);
        },
        logged: (event, fields) => {
          this.trace?.(`${this.stamp()} log: ${event} ${JSON.stringify(fields)}`);
          this.pinSecrets?.look('the log', JSON.stringify(fields));
          if (event === 'unexpected-event') this.broken.push(`log: unexpected event ${fields['type']}`);
        },
        bug: (error) => {
          const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
          this.broken.push(`bug: the process would have ended: ${text}`);
        },
        screenChanged: () => {
          this.#screenChanged = true;
        },
        ...this.#wiretap(),
      },
      this.#lives,
    );
  }

  /** Drops this life; also to be called once the power went by itself (`powered` is false). */
  cutPower(): void {
    if (this.#terminal === null) return;
    this.trace?.(`${this.stamp()} power off`);
    this.#terminal.cutPower();
    this.#terminal = null;
  }

  /** Power off, a backup, and the terminal goes on from it. */
  async restore(skip: number): Promise<void> {
    this.cutPower();
    this.#backups += 1;
    const backups = join(this.home, `backup-${this.#backups}`);
    const { file } = await backUp(join(this.folder, 'journal.sqlite'), backups);
    const stamp = {
      atMs: wallMs(this.time.nowMs() + this.clockOffsetMs),
      clock: 'unsynchronised',
      operator: 'restore',
    } as const;
    const randomBytes = (count: number) => Buffer.from(this.#chance.bytes(count));
    const { entry } = restore({ backup: file, folder: this.folder, stamp, randomBytes, skip });
    this.#keep([entry]);
    this.trace?.(`${this.stamp()} restored: ${said(entry)}`);
  }

  planCut(plan: CutPoint | null): void {
    this.#terminal?.planCut(plan);
  }

  /** What the screens show; null without power or when it has broken down. The same as long as nothing has happened: firmware runs on the clock alone. */
  view(): TillView | null {
    if (!this.powered || this.broken.length > 0) return null;
    const { terminal } = this;
    const at = this.time.happened;
    if (this.#seen?.of !== terminal || this.#seen.at !== at) {
      this.#seen = { of: terminal, at, view: terminal.view() };
      this.broken.push(...this.onlooker.looks(this.#seen.view));
    }
    return this.#seen.view;
  }

  /** Lets time pass, or less when the power goes or something broke. */
  pass(ms: number): void {
    const powered = this.powered;
    this.time.run(this.time.nowMs() + ms, () => this.powered !== powered || this.broken.length > 0);
  }

  /** Watches the screen until it shows that, for `ms` at the most. @returns false when time, power or patience is over. */
  until(shows: (view: TillView) => boolean, ms: number): boolean {
    const limitMs = this.time.nowMs() + ms;
    for (;;) {
      const view = this.view();
      if (view === null || this.broken.length > 0) return false;
      if (shows(view)) return true;
      if (this.time.nowMs() >= limitMs) return false;
      this.#screenChanged = false;
      const glanceMs = Math.min(this.time.nowMs() + GLANCE_MS, limitMs);
      this.time.run(glanceMs, () => this.#screenChanged || !this.powered || this.broken.length > 0);
    }
  }

  close(): void {
    this.cutPower();
    this.rebuild.close();
    this.school?.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function goodsOf({ catalogue, goods }: Profile): Pick<Profile, 'catalogue'> {
  if (goods === true) return { catalogue: SHOP_GOODS };
  return catalogue === undefined ? {} : { catalogue };
}

function said(entry: Entry): string {
  return `${entry.seq} ${entry.type} ${entry.txn ?? ''} ${JSON.stringify(entry.body)}`;
}

function printerFile(name: 'printer' | 'printer2', line: Profile['line'], { bufferBytes }: Profile['printer']) {
  return {
    driver: 'escpos',
    link: ADDRESSES[name][line],
    columns: 48,
    charset: 'gb18030',
    ...(line === 'bare' && bufferBytes === 4096 ? { buffer: 4096 } : {}),
  };
}

function padFile({ keys, namesSlot }: NonNullable<Profile['pinPad']>) {
  const slot = namesSlot || keys === 'pad' ? { masterKeySlot: 0 } : {};
  return { driver: 'pinpad1000se', link: ADDRESSES.pinPad, ...slot };
}

const hasPort = ({ technician, maintained }: Profile): boolean => technician !== undefined || maintained === true;

function terminalText(profile: Profile): string {
  const { line, printer, secondPrinter, school, pinPad } = profile;
  const isReal = pinPad?.keys === 'pad';
  return JSON.stringify({
    terminal: {
      tid: TID,
      mid: MID,
      merchant: '示例商店 Example Store',
      currency: 'CNY',
      locale: 'zh-CN',
      mode: school === true ? 'training' : isReal ? 'live' : 'simulated',
    },
    data: '.',
    devices: {
      printer: printerFile('printer', line, printer),
      ...(secondPrinter === undefined ? {} : { printer2: printerFile('printer2', line, secondPrinter) }),
      ...fittedFile(profile),
      keypad: { driver: 'hid-keypad', link: ADDRESSES.keypad },
      ...(pinPad === undefined ? {} : { pinPad: padFile(pinPad) }),
      ...(hasPort(profile) ? { maintenance: { link: ADDRESSES.maintenance } } : {}),
    },
    acquirer: {
      profile: profile.neutral === true ? 'iso87' : profile.enquiry === true ? 'unionpay-enquiry' : 'unionpay',
      ...(profile.partialApproval === true ? { partialApproval: true } : {}),
      link: ADDRESSES.acquirer,
      ...(profile.neutral === true ? {} : { tpdu: '6000030000', ...(isReal ? {} : { keys: { tmk: TMK } }) }),
      timeoutSeconds: profile.bankTimeoutSeconds,
      ...(profile.refundNeedsCard === undefined ? {} : { refundNeedsCard: profile.refundNeedsCard }),
    },
  });
}
