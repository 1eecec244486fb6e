/** A Sunday: a technician finds a jammed cutter, a stuck reversal and a wrong date, mends them and takes an export home. Every menu is kept as text. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUPS } from '../../firmware/maintenance/table.ts';
import { ringUp, sell } from '../../test/countertop/cashier.ts';
import type { TechnicianLine } from '../../test/countertop/technician-line.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

/** Somebody has set the terminal's time ten years back. */
const WRONG_BY_MS = -10 * 365 * 86_400_000;
const LOOK_AGAIN = /q: leave: $/;
const PROMPT = /5@tillproof(?:\/\d+)?# $/;

function technicianOf({ countertop }: Stage): TechnicianLine {
  if (countertop.technician === null) throw new Error('no technician stands at this counter');
  return countertop.technician;
}

/** Types a line, waits for its end and shows both. */
async function types(stage: Stage, line: string, until: RegExp): Promise<string> {
  const shown = await technicianOf(stage).asks(line, until);
  stage.note(shown.replaceAll('\r', '').trimEnd());
  return shown;
}

async function whatIsWrong(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { printer, acquirer } = countertop;
  await stage.step('The shop opens; somebody has set the date ten years back', async () => {
    mkdirSync(countertop.data, { recursive: true, mode: 0o700 });
    writeFileSync(join(countertop.data, 'clock.json'), JSON.stringify({ offsetMs: WRONG_BY_MS }), { mode: 0o600 });
    await countertop.powerOn();
    await countertop.untilSignedOn();
  });
  await stage.step('A sale goes well', async () => {
    await sell(countertop, '1500');
    await stage.keys('confirm');
  });
  await stage.step(
    'The next one is booked but not answered, and then the bank is gone: its reversal is stuck',
    async () => {
      await acquirer.do('silent', { kind: 'sale' });
      await ringUp(countertop, '4200');
      await acquirer.until((event) => event.event === 'fault' && event['kind'] === 'sale', 'silence on a sale');
      await acquirer.do('refuse-connections', { on: true, cut: true });
      await countertop.firmware.screen(/REVERSALS OWED/);
      await stage.keys('confirm');
      await countertop.firmware.screen(/READY/);
    },
  );
  await stage.step(
    'A customer wants the slip of the first sale again: the cutter jams in the middle of it',
    async () => {
      await printer.do('jam', { afterLines: 4 });
      await stage.keys('reprint', 'confirm');
      await countertop.firmware.screen(/ENTER|1=/);
      await stage.keys('confirm');
      await countertop.firmware.screen(/CUTTER JAMMED/);
    },
  );
}

async function theRepair(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { printer, acquirer } = countertop;
  await stage.step('A technician plugs a cable in and looks, without a login', async () => {
    await types(stage, 'status', /\[ok\] status\r\n/);
  });
  await stage.step('He logs in and asks why nothing comes out', async () => {
    await technicianOf(stage).asks('login 5', /PIN: $/);
    await technicianOf(stage).asks('5555', PROMPT);
    await types(stage, 'guide paper', LOOK_AGAIN);
  });
  await stage.step('He clears the cutter: the slip that was owed comes out, then a test slip proves it', async () => {
    await printer.do('unjam');
    await types(stage, '', /dark and clear \(y\/n\): $/);
    await types(stage, 'y', /\[ok\] guide paper\r\n/);
    await countertop.firmware.screen(/^(?![\s\S]*(CUTTER JAMMED|PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED))/);
    await types(stage, 'receipts owed', /\[ok\] receipts owed\r\n/);
  });
  await stage.step('The reversal: what is owed, and where the way to the bank breaks', async () => {
    await types(stage, 'reversals', /\[ok\] reversals\r\n/);
    await types(stage, 'guide connection', LOOK_AGAIN);
  });
  await stage.step('The shop’s firewall is put right: the reversal goes through, now', async () => {
    await acquirer.do('refuse-connections', { on: false });
    await types(stage, '', /\[ok\] guide connection\r\n/);
    await types(stage, 'reversals retry', /\[ok\] reversals retry\r\n/);
  });
  await stage.step('The date: set, with the jump confirmed', async () => {
    await types(stage, 'clock show', /\[ok\] clock show\r\n/);
    await types(stage, `clock set ${localNow()}`, /YES: $/);
    await types(stage, 'YES', /\[ok\] clock set\r\n/);
  });
}

function localNow(): string {
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000);
  return now.toISOString().slice(0, 19).replace('T', ' ');
}

async function theProof(stage: Stage, folder: string): Promise<void> {
  const { countertop } = stage;
  await stage.step(
    'He prints a test slip, verifies the journal and takes an export home over the same cable',
    async () => {
      await types(stage, 'printer test', /\[ok\] printer test\r\n/);
      await types(stage, 'journal verify', /\[ok\] journal verify\r\n/);
      const file = /outgoing\/(\S+)/.exec(await types(stage, 'export journal', /\[ok\] export journal\r\n/))?.[1] ?? '';
      const text = await technicianOf(stage).asks(`send ${file} base64`, /\[ok\] send\r\n/, 60_000);
      const body = /=== BEGIN[^\n]*\n([\s\S]*?)=== END \S+ sha256 ([0-9a-f]{64})/.exec(text);
      const bytes = Buffer.from((body?.[1] ?? '').replaceAll(/\s/g, ''), 'base64');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 !== body?.[2]) throw new Error('what came home is not what left');
      writeFileSync(join(folder, file), bytes);
      stage.note(`home: ${file}, ${bytes.length} bytes, SHA-256 ${sha256}`);
    },
  );
  await stage.step('Every menu, as text', async () => {
    for (const { number } of GROUPS) {
      const page = await technicianOf(stage).asks(number, PROMPT);
      writeFileSync(join(folder, `menu-${number}.txt`), page.replaceAll('\r', ''));
      stage.note(page.replaceAll('\r', '').trimEnd());
      await technicianOf(stage).asks('00', PROMPT);
    }
    await types(stage, 'logout', /Logged out/);
  });
  await stage.step('The shop sells again', async () => {
    await stage.keys('confirm');
    await sell(countertop, '2500');
  });
}

export const technician: Story = {
  name: 'technician',
  title: 'A technician finds a jammed cutter, a stuck reversal and a wrong date, mends them and takes an export home',
  options: { technician: true },
  async play(stage) {
    const folder = join(stage.countertop.folder, 'technician');
    mkdirSync(folder, { recursive: true });
    await whatIsWrong(stage);
    await theRepair(stage);
    await theProof(stage, folder);
  },
};
