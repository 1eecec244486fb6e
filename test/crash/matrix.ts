/** The matrix: states of the journal × what was about to be written, with how many cuts were kept and broken. Pure. */
import type { Cut } from './cut.ts';
import type { Call } from './knife.ts';
import type { Covered, CoveredCalls } from './records.ts';

const COLUMNS = [
  'journal',
  'commit',
  'checkpoint',
  'acquirer',
  'printer',
  'display',
  'PIN pad',
  'reader',
  'port',
  'HID',
  'screen',
  'log',
  'between',
];

/** What a row is: the flow that was cut; the last entry on the disk when it was; or what such an entry means. */
export type Rows = 'flow' | 'state' | 'moment';

/** Which moment of a shop's day it is, by the last entry on the disk; the first that fits. */
const MOMENTS: readonly (readonly [moment: string, state: RegExp])[] = [
  ['a start, a device', /^(nothing yet|terminal|device|journal|stan|evidence)\b/],
  ['people, shifts, training', /^(operator|shift|training)\b/],
  ['the technician at work', /^maintenance\b/],
  ['found, agreed to, on hold', /^(original|approval|consent|customer|freeze|caseFile)\b/],
  ['no paper, and what is given instead', /^(paper|outage|eSlip|alternative|handStock|handSlip)\b/],
  ['a slip under way in the printer', /^receipt\.(started|resumed)$/],
  ['a slip owed, held or done', /^receipt\b/],
  ['money asked for, not answered', /\.(submitted|sent|uploadSent|started|requested)$/],
  ['money decided, or unknown', /./],
];

const rowOf: Readonly<Record<Rows, (cut: Cut) => string>> = {
  flow: ({ point }) => point.flow,
  state: ({ state }) => state,
  moment: ({ state }) => MOMENTS.find(([, fits]) => fits.test(state))?.[0] ?? state,
};

const HEAD: Readonly<Record<Rows, string>> = {
  flow: 'flow \\ cut before',
  state: 'last entry on disk \\ cut before',
  moment: 'the journal says \\ cut before',
};

/** A Markdown table; `3` is three cuts with every promise kept, `2+1 BROKEN` one more that broke one. */
export function drawMatrix(cuts: readonly Cut[], by: Rows = 'state'): string {
  const columns = [...COLUMNS, 'not told', 'no cut'].filter((column) => cuts.some(({ victim }) => victim === column));
  const met = [...new Set(cuts.map(rowOf[by]))].sort();
  const states = by === 'moment' ? MOMENTS.flatMap(([moment]) => (met.includes(moment) ? [moment] : [])) : met;
  const rows = states.map((state) => {
    const ofState = cuts.filter((cut) => rowOf[by](cut) === state);
    return [state, ...columns.map((column) => cell(ofState.filter(({ victim }) => victim === column))), cell(ofState)];
  });
  const total = ['all', ...columns.map((column) => cell(cuts.filter(({ victim }) => victim === column))), cell(cuts)];
  return table([[HEAD[by], ...columns, 'all'], ...rows, total]);
}

const CALL_WORDS: Readonly<Record<Call, string>> = {
  acquirer: 'requests',
  fsync: 'commits',
  write: 'writes to links',
  pwrite64: 'pages',
  epoll_pwait: 'waits',
};
const CALL_ORDER: readonly Call[] = ['acquirer', 'fsync', 'write', 'pwrite64', 'epoll_pwait'];

/** A Markdown table: how many of the calls of each flow have been cut; `all 87` is every one, `12 of 87` not, `all 80, 7 gone` every one that was still there. */
export function drawCoverage(covered: readonly Covered[]): string {
  const rows = covered.map(({ flow, of }) => [
    flow,
    ...CALL_ORDER.map((call) => coveredCell(of.find((one) => one.call === call))),
  ]);
  return table([['flow', ...CALL_ORDER.map((call) => CALL_WORDS[call])], ...rows]);
}

function coveredCell(calls: CoveredCalls | undefined): string {
  if (calls === undefined || calls.all === 0) return '·';
  const { kept, gone, all } = calls;
  const left = all - gone;
  return `${kept === left ? `all ${left}` : `${kept} of ${left}`}${gone === 0 ? '' : `, ${gone} gone`}`;
}

function cell(cuts: readonly Cut[]): string {
  const broken = cuts.filter((cut) => cut.broken.length > 0).length;
  if (cuts.length === 0) return '·';
  return broken === 0 ? String(cuts.length) : `${cuts.length - broken}+${broken} BROKEN`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

const [BEGIN, END] = ['<!-- made by npm run crash -- --write -->', '<!-- end -->'] as const;

/** `page` with what the command has found between its two marks. @throws Error where they are missing */
export function pageWith(page: string, found: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the page has no place for it: ${BEGIN} … ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n${found}\n${page.slice(to)}`;
}
