/** What a technician writes, under the knife: a key of the configuration, the clock, a backup, an export, a counter ticked off. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTerminalFile } from '../../firmware/configuration/terminal-file.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import type { TechnicianLine } from '../countertop/technician-line.ts';
import { type Flow, whileAlive } from './flows.ts';

function technicianOf({ technician }: Countertop): TechnicianLine {
  if (technician === null) throw new Error('no technician stands at this counter');
  return technician;
}

/** What an earlier cut has left: nobody is logged in, and every file of settings is whole. @throws Error naming what is not */
async function settingsWhole(countertop: Countertop): Promise<void> {
  const technician = technicianOf(countertop);
  await technician.asks('printer test', /Log in first[\s\S]*tillproof> $/);
  readTerminalFile(readFileSync(countertop.configuration, 'utf8'), countertop.configuration);
  const kept = join(countertop.data, 'configuration');
  for (const name of existsSync(kept) ? readdirSync(kept) : []) {
    if (name.endsWith('.json')) readTerminalFile(readFileSync(join(kept, name), 'utf8'), name);
  }
  const clock = join(countertop.data, 'clock.json');
  if (existsSync(clock)) JSON.parse(readFileSync(clock, 'utf8'));
}

/** Local time of the machine: a clock that is right is set without a question. */
const localNow = (): string =>
  new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');

const maintenance: Flow = {
  name: 'maintenance',
  title: 'a technician changes a key, sets the clock, ticks a counter off, backs up and exports',
  counter: { technician: true },
  prepare: settingsWhole,
  async play(it) {
    const technician = technicianOf(it);
    const asks = (line: string, pattern: RegExp) => whileAlive(it, technician.asks(line, pattern));
    await whileAlive(it, technician.logsIn());
    await asks('configuration set acquirer.timeoutSeconds 6', /YES: $/);
    await asks('YES', /\[ok\] configuration set/);
    await asks(`clock set ${localNow()}`, /\[ok\] clock set/);
    await asks('counters done cuts', /\[ok\] counters done/);
    await asks('backup now', /\[ok\] backup now/);
    await asks('export bundle', /\[ok\] export bundle/);
    await asks('logout', /Logged out/);
  },
};

/** The first one, and those that take its place. */
const readerNumbered = (number: number): string => `R${number}`;

/** Which reader the journal takes cards from. */
function boundReader(countertop: Countertop): number {
  const bound = countertop
    .entries()
    .flatMap((entry) =>
      entry.type === 'device.accepted' && entry.body.device === 'cardReader' ? [entry.body.serial] : [],
    );
  return Number((bound.at(-1) ?? readerNumbered(0)).slice(1));
}

const swap: Flow = {
  name: 'swap',
  title: 'a card reader is exchanged by the wizard: tried, then bound',
  counter: { technician: true, readerSerial: readerNumbered(0) },
  prepare: settingsWhole,
  async play(it) {
    const technician = technicianOf(it);
    const asks = (line: string, pattern: RegExp) => whileAlive(it, technician.asks(line, pattern));
    await whileAlive(it, technician.logsIn());
    await asks('swap cardReader', /Unplug the old one/);
    await it.reader.do('unplug');
    await whileAlive(it, technician.sees(/The old one is out/));
    await it.exchangeReader(readerNumbered(boundReader(it) + 1));
    await whileAlive(it, technician.sees(/Swipe a card/));
    await it.swipe(TEST_CARDS.visa);
    await whileAlive(it, technician.sees(/Type YES: $/));
    await asks('YES', /\[ok\] swap/);
    await asks('logout', /Logged out/);
  },
  /** The technician leaves the one on the counter that was bound; another one would not be used. */
  standsThere: (it) => it.exchangeReader(readerNumbered(boundReader(it))),
};

export const MAINTENANCE_FLOWS: readonly Flow[] = [maintenance, swap];
