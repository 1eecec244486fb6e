/** The technician's hands on the configuration and on the machine below: journaled first, then done. */

import type { Clock } from '../../../drivers/link/link.ts';
import type { EntryDraft } from '../../../storage/entries/entry.ts';
import { withoutCardNumbers } from '../../../storage/journal/card-number-guard.ts';
import type { ConfigurationStore } from '../../../storage/settings/configuration-store.ts';
import type { FolderFiles } from '../../../storage/settings/folder-files.ts';
import type { NextStart } from '../../../storage/settings/next-start.ts';
import { ConfigurationWrong, readTerminalFile, type TerminalFile } from '../../configuration/terminal-file.ts';
import type { ConfigurationDesk, SystemDesk } from '../../maintenance/desk.ts';
import type { ClockBattery } from '../../rules/self-test.ts';
import type { Ports } from '../ports.ts';
import type { MaintenanceLog } from './log.ts';

/** What only the composition root can do. */
export interface SystemHost {
  readonly configuration: ConfigurationStore;
  /** The data folder. */
  readonly folder: string;
  readonly outgoing: FolderFiles;
  backups(): readonly string[];
  /** `clockBattery`: what the system says of the clock's battery; left out where it says nothing. */
  facts(): {
    readonly memoryBytes: number;
    readonly freeBytes: number;
    readonly clockBattery?: ClockBattery | null;
  };
  clockOffsetMs(): number;
  setClockOffset(offsetMs: number): void;
  askForNextStart(wish: NextStart): void;
  /** What whoever installed the terminal allows to be done to the machine below; null: nothing. */
  hostCommand(what: 'reboot' | 'stop'): readonly string[] | null;
  /** Ends this process; with `restart`, and where a host command fails, it is started again. */
  end(how: 'restart' | 'stop' | 'reboot'): void;
}

/** So that the last page is read before the line goes. */
const FAREWELL_MS = 500;
const LOOK_MS = 100;

type Append = (who: string, draft: EntryDraft) => void;

export function appendAs({ journal, stamp }: Pick<Ports, 'journal' | 'stamp'>): Append {
  return (who, draft) => void journal.append([draft], { ...stamp(), operator: who });
}

export function maintenanceConfiguration(append: Append, { configuration }: SystemHost): ConfigurationDesk {
  return {
    text: () => configuration.text(),
    problem: (text) => {
      try {
        const { maintenance } = readTerminalFile(text, 'terminal.json');
        // A program that this port could name would be every program.
        return same(maintenance, maintenanceOf(configuration.text())) ? null : LOCKED;
      } catch (error) {
        if (error instanceof ConfigurationWrong) return error.message;
        throw error;
      }
    },
    replace: (who, text, change) => {
      const version = (configuration.versions().at(-1) ?? 0) + 1;
      append(who, {
        type: 'maintenance.configured',
        txn: null,
        body: {
          ...change,
          before: withoutCardNumbers(change.before),
          after: withoutCardNumbers(change.after),
          version,
        },
      });
      return configuration.replace(text);
    },
    versions: () => configuration.versions(),
    version: (number) => configuration.version(number),
  };
}

const LOCKED = 'maintenance.* 只能在机器上修改 is changed on the machine itself, not over this port';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Undefined where the file cannot be read any more: then nothing of it is allowed. */
function maintenanceOf(text: string): TerminalFile['maintenance'] {
  try {
    return readTerminalFile(text, 'terminal.json').maintenance;
  } catch (error) {
    if (error instanceof ConfigurationWrong) return undefined;
    throw error;
  }
}

export function maintenanceSystem(parts: {
  readonly append: Append;
  readonly host: SystemHost;
  readonly nowMs: () => number;
  readonly clock: Clock;
  readonly isQuiet: () => boolean;
  readonly log: MaintenanceLog;
}): SystemDesk {
  const { append, host, nowMs, clock, isQuiet, log } = parts;
  /** Nobody is being served and nothing is under way, now; else a moment later. */
  const endWhenQuiet = (how: 'restart' | 'stop' | 'reboot'): void => {
    if (isQuiet()) host.end(how);
    else clock.after(LOOK_MS, () => endWhenQuiet(how));
  };
  return {
    folder: host.folder,
    outgoing: host.outgoing,
    backups: () => host.backups(),
    facts: () => host.facts(),
    clockOffsetMs: () => host.clockOffsetMs(),
    setClock: (who, toMs) => {
      const fromMs = nowMs();
      const offsetMs = host.clockOffsetMs() + toMs - fromMs;
      append(who, { type: 'maintenance.clockSet', txn: null, body: { fromMs, toMs, offsetMs } });
      host.setClockOffset(offsetMs);
    },
    nextStart: (who, wish) => {
      const what = typeof wish === 'string' ? wish : wish.do;
      const command = wish === 'reboot' || wish === 'stop' ? host.hostCommand(wish) : null;
      const detail = typeof wish === 'object' && wish.do === 'restore' ? wish.backup : (command ?? []).join(' ');
      append(who, { type: 'maintenance.nextStart', txn: null, body: { what, detail } });
      if (typeof wish === 'object') host.askForNextStart(wish);
      clock.after(FAREWELL_MS, () => endWhenQuiet(typeof wish === 'string' ? wish : 'restart'));
    },
    hostCommand: (what) => host.hostCommand(what)?.join(' ') ?? null,
    serviced: (who, counter) => append(who, { type: 'maintenance.serviced', txn: null, body: { counter } }),
    backedUp: (who, backup) => append(who, { type: 'maintenance.backedUp', txn: null, body: backup }),
    logs: () => log.lines(),
  };
}
