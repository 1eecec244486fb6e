/** Pages that a stranger opens in a browser: what is pasted or chosen there is read by the page's own script, taken out of the page; rows of `PARSERS`. */
import { createHash } from 'node:crypto';
import { type ReadESlip, readESlip } from '../../firmware/receipts/e-slip.ts';
import { checkPage } from '../../scripts/journal/check-page.ts';
import { eSlipPage } from '../../scripts/journal/e-slip.ts';
import { E_SLIP, texts } from './documents.ts';
import type { Parser } from './parser.ts';

const TERMINAL = '10000001';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hexOf = (text: string): string => Buffer.from(text).toString('hex');

/** The script of a page from its beginning up to what needs a browser. */
function scriptOf(page: string, upTo: string): string {
  const script = /<script type="module">\n([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
  const end = script.indexOf(upTo);
  if (end < 0) throw new Error(`the page has no ${upTo} any more`);
  return script.slice(0, end);
}

/** The page that checks an e-slip: it reads whatever is pasted as the firmware does. */
const pageReads = new Function(
  `${scriptOf(eSlipPage({ terminal: TERMINAL, eSlipKeyHex: '00'.repeat(32) }), 'const key')}; return readESlip;`,
)() as (text: string) => ReadESlip | null;

function eSlipChecked(bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString('utf8');
  if (JSON.stringify(pageReads(text)) !== JSON.stringify(readESlip(text))) throw new Error('the page reads otherwise');
}

interface Line {
  readonly hash: string;
  readonly text: string;
}

/** A line as `journal -- export` writes it: its hash is that of the line without the hash. */
function lineOf(seq: number, previousHash: string): Line {
  const rest = `"seq":${seq},"previousHash":"${previousHash}","type":"terminal.started","atMs":1,"body":{}}`;
  const hash = sha256(`{${rest}`);
  return { hash, text: `{"hash":"${hash}",${rest}` };
}

const first = lineOf(1, sha256(`tillproof journal 1\n${TERMINAL}`));
const second = lineOf(2, first.hash);
const CHAIN = [first.text, second.text];

/** The walk of the evidence's page, its waits taken out: the same text on Node's own SHA-256. Null: it is the journal. */
const pageWalks = new Function(
  'sha256',
  `${scriptOf(checkPage({ terminal: TERMINAL, headHash: second.hash, entries: 2, seqs: [1] }), 'const show')
    .replace(/^const hashOf = .*$/m, 'const hashOf = sha256;')
    .replaceAll(/\b(?:async|await) /g, '')}; return walk;`,
)(sha256) as (text: string, meet: (entry: { readonly seq: unknown }) => void) => unknown;

/** The page shows whatever is thrown in it as broken. @returns whether it was believed */
function believed(text: string): boolean {
  try {
    return pageWalks(text, ({ seq }) => void seq) === null;
  } catch {
    return false;
  }
}

function evidenceChecked(chunks: readonly Uint8Array[]): void {
  const text = Buffer.concat(chunks).toString('utf8');
  const isJournal = text.split('\n').filter(Boolean).join('\n') === CHAIN.join('\n');
  if (believed(text) !== isJournal)
    throw new Error(isJournal ? 'the journal is not believed' : 'believed, and is not the journal');
}

if (!believed(`${CHAIN.join('\n')}\n`)) throw new Error('the page does not believe the chain that it was made for');

export const PAGE_PARSERS: readonly Parser[] = [
  {
    name: 'e-slip-page',
    documents: texts(E_SLIP),
    known: [hexOf('TP1:'), '30 30 30', '25', '20 0a'],
    mostHeldBytes: 0,
    feed: (chunks) => {
      for (const chunk of chunks) eSlipChecked(chunk);
      eSlipChecked(Buffer.concat(chunks));
      return { heldBytes: 0, results: 0 };
    },
  },
  {
    name: 'evidence-page',
    documents: texts(`${CHAIN.join('\n')}\n`),
    known: [...CHAIN.map((line) => hexOf(`${line}\n`)), hexOf('{"seq":1,'), hexOf('null\n'), '0a', hexOf('"hash":"",')],
    mostHeldBytes: 0,
    feed: (chunks) => {
      evidenceChecked(chunks);
      // Where nothing is bent it is the journal all the same.
      for (const chunk of chunks) evidenceChecked([Buffer.from(`${CHAIN.join('\n')}\n`), chunk]);
      return { heldBytes: 0, results: 0 };
    },
  },
];
