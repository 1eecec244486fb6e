/** The machine below the terminal as the maintenance desk sees it: files in the data folder, the network, a clock; work beside the trade in this process. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileStore } from '../../firmware/effects/technician/file-store.ts';
import type { MaintenanceHost } from '../../firmware/effects/technician/maintenance.ts';
import { workAside } from '../../storage/journal/aside.ts';
import { responseFits } from '../../storage/keys/break-glass.ts';
import { configurationStore } from '../../storage/settings/configuration-store.ts';
import { folderFiles } from '../../storage/settings/folder-files.ts';

/** With which the service centre answers a challenge. */
export const SERVICE_KEY = new Uint8Array(32).fill(7);

export interface Below {
  readonly tid: string;
  /** Data folder. */
  readonly folder: string;
  /** terminal.json, where there is none yet. */
  readonly configuration: string;
  cableIsIn(): boolean;
  addresses(): readonly string[];
  newChallenge(): string;
  clockOffsetMs(): number;
  setClockOffset(offsetMs: number): void;
  askForNextStart(wish: unknown): void;
  end(how: string): void;
  /** Work that takes real time, while virtual time stands still. */
  working(work: Promise<void>): void;
}

export function machineBelow(below: Below): MaintenanceHost {
  const { folder, tid } = below;
  const path = join(folder, 'terminal.json');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path)) writeFileSync(path, below.configuration);
  return {
    version: '0',
    runtime: 'test',
    startedAtMs: 0,
    network: {
      carriers: () => [{ name: 'eth0', carries: below.cableIsIn() }],
      addresses: () => below.addresses(),
      gateway: () => '10.0.0.1',
    },
    files: fileStore(folder, ''),
    aside: (job, done) => below.working(workAside(job, join(folder, 'journal.sqlite')).then(done)),
    breakGlass: {
      newChallenge: () => below.newChallenge(),
      responseFits: (challenge, response) => responseFits(SERVICE_KEY, tid, challenge, response),
    },
    system: {
      configuration: configurationStore(path, folder),
      folder,
      outgoing: folderFiles(folder, 'outgoing'),
      backups: () => listed(join(folder, 'backups')),
      facts: () => ({ memoryBytes: 1, freeBytes: 1 }),
      clockOffsetMs: () => below.clockOffsetMs(),
      setClockOffset: (offsetMs) => below.setClockOffset(offsetMs),
      askForNextStart: (wish) => below.askForNextStart(wish),
      hostCommand: () => null,
      end: (how) => below.end(how),
    },
  };
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
