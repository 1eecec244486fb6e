/** One life of the terminal: the real till on virtual time, in-memory cables and the real journal on disk, until the power goes. */
import type { BytePipe, Clock, HidPipe, OpenBytePipe, OpenHidPipe } from '../../drivers/link/link.ts';
import type { TerminalFile } from '../../firmware/configuration/terminal-file.ts';
import type { ReadPolicy } from '../../firmware/effects/policy-in-force.ts';
import type { MaintenanceHost } from '../../firmware/effects/technician/maintenance.ts';
import type { TrainingPlace } from '../../firmware/effects/training-place.ts';
import { type Catalogue, NO_CATALOGUE } from '../../firmware/rules/catalogue.ts';
import type { Policy } from '../../firmware/rules/policy.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import { createTill, type Till } from '../../firmware/till.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import { type Stamp, TERMINAL_ITSELF, type TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { trainingTerminal } from '../../storage/journal/training-models.ts';
import { folderFiles } from '../../storage/settings/folder-files.ts';
import type { ByteCable } from './byte-cable.ts';
import type { Chance } from './chance.ts';
import type { HidCable } from './hid-cable.ts';
import { type CutPoint, lifeClock, Power, PowerCut } from './power.ts';
import type { VirtualTime } from './virtual-time.ts';

/** 2026-03-02 09:00 in China, when virtual time is 0. */
export const EPOCH_AT_ZERO_MS = Date.UTC(2026, 2, 2, 1, 0, 0);
export const UTC_OFFSET_MINUTES = 480;

/** What the clock on the wall says, `ms` after the beginning. */
export const wallMs = (ms: number): number => EPOCH_AT_ZERO_MS + Math.floor(ms);

/** Which cable an address leads to. */
export interface Cables {
  readonly bytes: ReadonlyMap<string, ByteCable>;
  readonly hid: ReadonlyMap<string, HidCable>;
}

export interface TerminalParts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly cables: Cables;
  readonly file: TerminalFile;
  readonly policy: Policy;
  readonly readPolicy: ReadPolicy;
  readonly catalogue?: Catalogue;
  readonly folder: string;
  readonly clockOffsetMs: () => number;
  /** Entries as they are committed. */
  readonly committed: (entries: readonly Entry[]) => void;
  readonly logged: (event: string, fields: Readonly<Record<string, string | number | null>>) => void;
  /** The process would have ended by itself: a bug, or a journal that cannot be written. */
  readonly bug: (error: unknown) => void;
  readonly screenChanged: () => void;
  /** What is about to leave on a byte link, screens included, where somebody looks for secrets. */
  readonly wrote?: (address: string, bytes: Uint8Array) => void;
  readonly maintenance?: MaintenanceHost;
  /** Where it stands; left out: nobody could start a training host. */
  readonly training?: TrainingPlace;
}

export class Terminal {
  readonly journal: Journal;
  readonly #parts: TerminalParts;
  readonly #power: Power;
  readonly #till: Till;
  #closed = false;

  /** Switches it on. @throws what the journal throws when it cannot be opened. */
  constructor(parts: TerminalParts, life: number) {
    this.#parts = parts;
    this.#power = new Power((error) => parts.bug(error));
    const { file, folder, chance, time } = parts;
    const { tid, mid, mode } = file.terminal;
    const terminal = parts.training?.is === 'inside' ? trainingTerminal(tid) : tid;
    this.journal = openJournal({ folder, terminal, randomBytes: (count) => Buffer.from(chance.bytes(count)) });
    const clock = lifeClock(time, this.#power, 80 + chance.whole(0, 300));
    let ids = 0;
    const journal = this.#guarded();
    const stamp = (): Stamp => ({
      atMs: wallMs(time.nowMs() + parts.clockOffsetMs()),
      clock: 'unsynchronised',
      operator: TERMINAL_ITSELF,
    });
    this.#power.enter(() =>
      journal.append([{ type: 'terminal.started', txn: null, body: { version: '0', mode, tid, mid } }], stamp()),
    );
    this.#till = createTill({
      file,
      policy: parts.policy,
      readPolicy: parts.readPolicy,
      ...(parts.catalogue === undefined ? {} : { catalogue: () => parts.catalogue ?? NO_CATALOGUE }),
      outgoing: folderFiles(parts.folder, 'outgoing'),
      journal,
      clock,
      openBytePipe: this.#openBytePipe(clock),
      openHidPipe: this.#openHidPipe(clock),
      stamp,
      nextTransactionId: () => {
        ids += 1;
        return `t${life}-${ids}` as TransactionId;
      },
      ...(parts.maintenance === undefined ? {} : { maintenance: this.#powered(parts.maintenance) }),
      ...(parts.training === undefined ? {} : { training: parts.training }),
      utcOffsetMinutes: () => UTC_OFFSET_MINUTES,
      log: parts.logged,
      failed: (error) => {
        if (this.#power.on) parts.bug(error);
      },
    });
    this.#power.enter(() => this.#till.start());
  }

  /** False as soon as the power went, also in the middle of something. */
  get on(): boolean {
    return this.#power.on;
  }

  planCut(plan: CutPoint | null): void {
    this.#power.planCut(plan);
  }

  /** Everything in memory is gone; what was committed is on the disk. */
  cutPower(): void {
    this.#power.off();
    if (this.#closed) return;
    this.#closed = true;
    for (const cable of this.#parts.cables.bytes.values()) cable.terminalGone();
    for (const cable of this.#parts.cables.hid.values()) cable.terminalGone();
    this.journal.close();
  }

  view(): TillView {
    return this.#till.view();
  }

  /** What works beside the trade tells its result to this life only. */
  #powered(host: MaintenanceHost): MaintenanceHost {
    return { ...host, aside: (job, done) => host.aside(job, (result) => this.#power.enter(() => done(result))) };
  }

  /** The journal as the firmware has it: every append may be the one at which the power goes. */
  #guarded(): Journal {
    const { journal } = this;
    const power = this.#power;
    const { committed } = this.#parts;
    const append: Journal['append'] = (drafts, stamp, secrets) =>
      power.append(() => {
        const entries = journal.append(drafts, stamp, secrets);
        committed(entries);
        return entries;
      });
    return new Proxy(journal, {
      get: (target, name) => {
        if (name === 'append') return append;
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (!power.on) throw new PowerCut('no power');
          return Reflect.apply(value, target, args);
        };
      },
    });
  }

  #openBytePipe(clock: Clock): OpenBytePipe {
    const { wrote } = this.#parts;
    return (address, events) => {
      if (address === 'stdout:') return this.#screen(clock, events);
      const cable = this.#parts.cables.bytes.get(address);
      if (cable === undefined) throw new Error(`no cable leads to ${address}`);
      const pipe = cable.open(address, events, this.#power.enter);
      const power = this.#power;
      return {
        address,
        write: (bytes) => {
          if (power.on) wrote?.(address, bytes);
          return power.write(address, () => pipe.write(bytes));
        },
        get queuedBytes() {
          return pipe.queuedBytes;
        },
        close: () => pipe.close(),
      };
    };
  }

  #openHidPipe(_: Clock): OpenHidPipe {
    return (address, events): HidPipe => {
      const cable = this.#parts.cables.hid.get(address);
      if (cable === undefined) throw new Error(`no cable leads to ${address}`);
      const pipe = cable.open(address, events, this.#power.enter);
      const power = this.#power;
      return {
        address,
        writeOutput: (report) => power.write(address, () => pipe.writeOutput(report)),
        writeFeature: (report) => power.write(address, () => pipe.writeFeature(report)),
        requestFeature: (id, length) => power.write(address, () => pipe.requestFeature(id, length)),
        close: () => pipe.close(),
      };
    };
  }

  /** Nobody reads its bytes here: people look at `view`. That it changes is what they notice. */
  #screen(clock: Clock, events: Parameters<OpenBytePipe>[1]): BytePipe {
    clock.after(0, () => events.opened());
    const { screenChanged, wrote } = this.#parts;
    return {
      address: 'stdout:',
      write: (bytes) => {
        if (this.#power.on) screenChanged();
        if (this.#power.on) wrote?.('stdout:', bytes);
        return 'accepted';
      },
      queuedBytes: 0,
      close: () => {},
    };
  }
}
