/** `npm run story -- NAME [--json] [--out FOLDER]`, `--list`: plays a story on the real stack; exit 1 if a promise is broken, 2 wrong usage, 70 a bug, or a story that stands still. */
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { acquirerSilent } from './stories/acquirer-silent.ts';
import { cash } from './stories/cash.ts';
import { paperOutRefund } from './stories/paper-out-refund.ts';
import { paperPromise } from './stories/paper-promise.ts';
import { printerGallery } from './stories/printer-gallery.ts';
import { refundInvalid } from './stories/refund-invalid.ts';
import { returnWizard } from './stories/return-wizard.ts';
import { settlement } from './stories/settlement.ts';
import { Stage, type Tell } from './stories/stage.ts';
import type { Gallery, Story } from './stories/story.ts';
import { technician } from './stories/technician.ts';
import { training } from './stories/training.ts';
import { unplugEverything } from './stories/unplug-everything.ts';
import { failed } from './usage.ts';

const STORIES: readonly Story[] = [
  paperOutRefund,
  paperPromise,
  acquirerSilent,
  settlement,
  unplugEverything,
  refundInvalid,
  returnWizard,
  cash,
  technician,
  training,
];
const GALLERIES: readonly Gallery[] = [printerGallery];

const tellJson: Tell = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);

const tellPeople: Tell = (told) => {
  if ('verdict' in told) {
    for (const promise of told.broken) process.stdout.write(`BROKEN  ${promise}\n`);
    process.stdout.write(told.verdict === 'kept' ? 'Every promise was kept.\n' : 'A promise was broken.\n');
    return;
  }
  const indent = (lines: readonly string[], mark: string) =>
    lines
      .filter((line) => line !== '')
      .map((line) => `  ${mark} ${line}\n`)
      .join('');
  process.stdout.write(`\n${told.step}. ${told.what}${told.keyPresses > 0 ? `  [${told.keyPresses} keys]` : ''}\n`);
  process.stdout.write(indent(told.cashier, '│'));
  process.stdout.write(
    indent(
      told.customer.map((line) => line.trimEnd()),
      '▒',
    ),
  );
  if (told.entries.length > 0)
    process.stdout.write(`  journal: ${told.entries.map((entry) => entry.type).join(', ')}\n`);
  if (told.owed.length > 0) process.stdout.write(`  owed: ${told.owed.join('; ')}\n`);
  for (const note of told.notes) process.stdout.write(`  » ${note}\n`);
  for (const slip of told.slips) process.stdout.write(`  paper: ${slip}\n`);
};

function folderOf(name: string, out: string | undefined): string {
  return out === undefined ? mkdtempSync(join(tmpdir(), `tillproof-${name}-`)) : resolve(out);
}

/** Of an earlier play there would be the journal and the bank's books, but not the paper: its slips would be called lost. */
const isUsed = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;

async function paint(gallery: Gallery, folder: string): Promise<number> {
  const wrong = await gallery.paint(folder, (line) => process.stdout.write(`${line}\n`));
  for (const line of wrong) process.stderr.write(`${line}\n`);
  return wrong.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { list: { type: 'boolean' }, json: { type: 'boolean' }, out: { type: 'string' } },
  });
  if (values.list === true) {
    for (const story of [...STORIES, ...GALLERIES]) process.stdout.write(`${story.name}  ${story.title}\n`);
    return 0;
  }
  const gallery = GALLERIES.find((candidate) => candidate.name === positionals[0]);
  if (gallery !== undefined) return paint(gallery, folderOf(gallery.name, values.out));
  const story = STORIES.find((candidate) => candidate.name === positionals[0]);
  if (story === undefined) {
    process.stderr.write(
      `no story ${positionals[0] ?? 'was named'}; there are: ${[...STORIES, ...GALLERIES].map(({ name }) => name).join(', ')}\n`,
    );
    return 2;
  }
  const folder = folderOf(story.name, values.out);
  if (isUsed(folder)) {
    process.stderr.write(
      `story: ${folder} is not empty, and a story begins with an empty one; name another with --out\n`,
    );
    return 2;
  }
  const stage = await Stage.open(folder, values.json === true ? tellJson : tellPeople, story.options);
  try {
    await story.play(stage);
    return (await stage.judge()).length === 0 ? 0 : 1;
  } finally {
    await stage.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = failed('story', error, 'npm run story -- NAME [--json] [--out FOLDER] | --list');
}
