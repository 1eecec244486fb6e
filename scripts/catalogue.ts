/**
 * `npm run catalogue -- import FILE [--data FOLDER | --config FILE]`: checks every line of a CSV of goods and, where all are good, puts it into
 * the data folder in one step; a running terminal takes it from the next item on and writes that down. `list` shows what is there.
 * Exit codes: 0 ok, 1 the file has bad lines (each is named), 2 usage.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CATALOGUE_FILE } from '../firmware/configuration/catalogue-file.ts';
import { readPolicyFile } from '../firmware/configuration/policy-file.ts';
import { readCatalogue } from '../firmware/rules/catalogue.ts';
import { amountWords, currencyExponent } from '../firmware/rules/money-words.ts';
import { DEFAULT_POLICY, type Policy } from '../firmware/rules/policy.ts';
import { messageOf } from '../storage/journal/failures.ts';
import { WrongUsage } from './usage.ts';

const USAGE = 'catalogue import FILE | list   [--data FOLDER | --config FILE]';
const EXIT = { ok: 0, bad: 1, usage: 2 } as const;
const DEFAULT_CURRENCY = 'CNY';
const COUNTER_DATA = './var/counter/data';

interface Place {
  readonly folder: string;
  readonly currency: string;
  /** Codes of the return classes of the policy. */
  readonly returnClasses: readonly string[];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongUsage(`cannot read ${file}: ${messageOf(error)}`);
  }
}

function placeOf(data: string | undefined, config: string | undefined): Place {
  if (config === undefined) {
    const folder = data ?? (existsSync(COUNTER_DATA) ? COUNTER_DATA : './var');
    return { folder: resolve(folder), currency: DEFAULT_CURRENCY, returnClasses: classesOf(DEFAULT_POLICY) };
  }
  const {
    data: named = './var',
    terminal,
    policy,
  } = JSON.parse(readText(config)) as {
    data?: string;
    policy?: string;
    terminal?: { currency?: string };
  };
  return {
    folder: data ?? resolve(dirname(config), named),
    currency: terminal?.currency ?? DEFAULT_CURRENCY,
    returnClasses: classesOf(policy === undefined ? DEFAULT_POLICY : readPolicy(resolve(dirname(config), policy))),
  };
}

function classesOf({ returns }: Policy): readonly string[] {
  return returns.classes.map(({ code }) => code);
}

function readPolicy(path: string): Policy {
  return readPolicyFile(readText(path), path);
}

/** Written beside and renamed: a terminal that reads it meanwhile sees the old file or the new one, never half of one. */
function put(folder: string, text: string): string {
  if (!existsSync(folder))
    throw new WrongUsage(`there is no folder ${folder}; start the terminal once, or name --data`);
  const target = join(folder, CATALOGUE_FILE);
  const handle = openSync(`${target}.new`, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${target}.new`, target);
  return target;
}

function importFile(file: string, { folder, currency, returnClasses }: Place): number {
  const text = readText(file);
  const { items, bad } = readCatalogue(text, currencyExponent(currency), returnClasses);
  for (const { line, why } of bad) process.stderr.write(`${file}:${line}: ${why}\n`);
  if (bad.length > 0) {
    process.stderr.write(
      `${bad.length} bad lines, ${items.length} good ones: nothing was imported; correct them and try again\n`,
    );
    return EXIT.bad;
  }
  process.stdout.write(`${items.length} items in ${put(folder, text)}\n`);
  return EXIT.ok;
}

function list({ folder, currency, returnClasses }: Place): number {
  const text = readText(join(folder, CATALOGUE_FILE));
  const { items } = readCatalogue(text, currencyExponent(currency), returnClasses);
  for (const { code, zh, en, priceMinor, returnClass } of items)
    process.stdout.write(
      `${code.padEnd(14)} ${amountWords(priceMinor, currency).padStart(12)}  ${returnClass.padEnd(12)} ${zh} ${en}\n`,
    );
  return EXIT.ok;
}

function main(argv: readonly string[]): number {
  try {
    const options = { data: { type: 'string' }, config: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [command, file] = positionals;
    const place = placeOf(values.data, values.config);
    if (command === 'import' && file !== undefined) return importFile(file, place);
    if (command === 'list') return list(place);
    throw new WrongUsage('no such command');
  } catch (error) {
    process.stderr.write(`catalogue: ${messageOf(error)}; usage: ${USAGE}\n`);
    return EXIT.usage;
  }
}

process.exitCode = main(process.argv.slice(2));
