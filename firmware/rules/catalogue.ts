/**
 * The goods of the shop: barcode or PLU, name, price, tax, return class; from a CSV file in which every bad line is named (issue "sales with
 * items"). Columns by their heading: code, name_zh, name_en, price, tax, return_class.
 */
import { groupedCode, hasRightCheckDigit, isGs1 } from './barcodes.ts';
import { DEFAULT_RETURN_CLASSES } from './return-classes.ts';
import { type Refusal, refuse, type Verdict } from './verdict.ts';

export interface CatalogueItem {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly priceMinor: number;
  readonly taxBasisPoints: number;
  readonly returnClass: string;
}

export interface Catalogue {
  /** SHA-256 of the file, hex; empty: there is none. */
  readonly hash: string;
  readonly items: ReadonlyMap<string, CatalogueItem>;
}

export const NO_CATALOGUE: Catalogue = { hash: '', items: new Map() };

export interface BadLine {
  /** In the file, from 1. */
  readonly line: number;
  readonly why: string;
}

const COLUMNS = ['code', 'name_zh', 'name_en', 'price', 'tax', 'return_class'] as const;
/** What a small terminal holds in memory without thinking about it. */
const MOST_ITEMS = 50_000;
const LONGEST_NAME = 40;

const SHIPPED = DEFAULT_RETURN_CLASSES.map(({ code }) => code);

/**
 * Every line is looked at; `bad` names each that cannot be used.
 * @param exponent decimals of the shop's currency @param returnClasses codes of the policy's classes
 */
export function readCatalogue(
  text: string,
  exponent: number,
  returnClasses: readonly string[] = SHIPPED,
): { readonly items: readonly CatalogueItem[]; readonly bad: readonly BadLine[] } {
  const [heading = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const names = cells(heading)?.map((name) => name.trim().toLowerCase()) ?? [];
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    return {
      items: [],
      bad: [{ line: 1, why: `no column ${missing.join(', ')}; there must be ${COLUMNS.join(',')}` }],
    };
  }
  const items = new Map<string, CatalogueItem>();
  const bad: BadLine[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    const read = readItem(line, names, exponent, returnClasses);
    const why =
      typeof read === 'string'
        ? read
        : items.has(read.code)
          ? `code ${read.code} stands in an earlier line`
          : items.size >= MOST_ITEMS
            ? `more than ${MOST_ITEMS} items`
            : null;
    if (why !== null) bad.push({ line: i + 2, why });
    else if (typeof read !== 'string') items.set(read.code, read);
  });
  return { items: [...items.values()], bad };
}

/** The item, or what is wrong with its line. */
function readItem(
  line: string,
  names: readonly string[],
  exponent: number,
  returnClasses: readonly string[],
): CatalogueItem | string {
  const values = cells(line);
  if (values === null) return 'a quote is not closed';
  if (values.length !== names.length) return `${values.length} cells, the heading has ${names.length}`;
  const cell = (name: (typeof COLUMNS)[number]): string => (values[names.indexOf(name)] ?? '').trim();
  const code = cell('code');
  const [zh, en] = [shown(cell('name_zh')), shown(cell('name_en'))];
  const priceMinor = decimal(cell('price'), exponent);
  const taxBasisPoints = decimal(cell('tax').replace(/%$/, ''), 2);
  const returnClass = cell('return_class');
  if (!/^\d{1,14}$/.test(code)) return `code "${code}" is not 1 to 14 digits`;
  if (!hasRightCheckDigit(code)) return `code ${code}: the check digit is wrong`;
  if (zh === '' || en === '') return 'name_zh and name_en must both be given';
  if (zh.length > LONGEST_NAME || en.length > LONGEST_NAME) return `a name is longer than ${LONGEST_NAME} characters`;
  if (/\p{Cc}/u.test(zh + en)) return 'a name holds a control character';
  if (priceMinor === null || priceMinor === 0) return `price "${cell('price')}" is no price such as 12.50`;
  if (taxBasisPoints === null || taxBasisPoints > 10_000) return `tax "${cell('tax')}" is no percentage such as 13`;
  if (!returnClasses.includes(returnClass))
    return `return_class "${returnClass}" does not exist; the policy has ${returnClasses.join(', ')}`;
  return { code, zh, en, priceMinor, taxBasisPoints, returnClass };
}

/**
 * What of a name can be seen: joiners and direction marks come along with what is copied from pages and spreadsheets, and would turn the
 * line around on a screen or leave it empty. Accents in one piece, as the printer has them.
 */
const shown = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .trim();

/** `12.5` → 1250 with two decimals; null for anything else. */
function decimal(text: string, exponent: number): number | null {
  const match = /^(\d{1,9})(?:\.(\d{1,4}))?$/.exec(text);
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > exponent) return null;
  return Number(`${match[1]}${fraction.padEnd(exponent, '0')}`);
}

/** Cells of one line, RFC 4180 without line breaks inside of quotes; null where a quote is not closed. */
function cells(line: string): readonly string[] | null {
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i];
    if (quoted && character === '"' && line[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      found.push(cell);
      cell = '';
    } else cell += character;
  }
  return quoted ? null : [...found, cell];
}

const BAD_CHECK_DIGIT = 'barcode-check-digit';
export const UNKNOWN_CODE = 'code-unknown';

/** Two different faults, two different sentences (requirement A9); "not on this receipt" is a third (returns.ts). */
export function findItem(code: string, catalogue: Catalogue): Verdict<{ readonly item: CatalogueItem }> {
  const wrong = refuseCheckDigit(code);
  if (wrong !== null) return wrong;
  const item = catalogue.items.get(code);
  if (item !== undefined) return { allowed: true, item };
  return refuse(
    UNKNOWN_CODE,
    { code },
    { zh: `商品库没有 ${groupedCode(code)}`, en: `No goods with the code ${groupedCode(code)}` },
    { zh: '改输 PLU,或按金额收款', en: 'Type its PLU, or sell by amount' },
  );
}

export function refuseCheckDigit(code: string): Refusal | null {
  if (!isGs1(code) || hasRightCheckDigit(code)) return null;
  return refuse(
    BAD_CHECK_DIGIT,
    { code },
    {
      zh: `条码 ${groupedCode(code)} 校验位不对,破损或输错`,
      en: `The check digit of ${groupedCode(code)} is wrong: damaged or mistyped`,
    },
    { zh: '重扫,或照数字再输一遍', en: 'Scan it again, or type its digits' },
  );
}
