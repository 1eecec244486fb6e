/** What a technician reads as the log: the journal's entries, and what was logged beside them in this life of the terminal. Bounded. */
import type { Entry } from '../../../storage/entries/entry.ts';
import type { Journal } from '../../../storage/journal/journal.ts';
import type { LogLine, LogModule } from '../../maintenance/desk.ts';

const MOST_LINES = 500;
const NEWEST_ENTRIES = 200;
/** Between two entries of the journal. */
const STEP = 1 / 1_000;

const WARNINGS: ReadonlySet<string> = new Set([
  'device.lost',
  'device.differed',
  'paper.ended',
  'receipt.held',
  'receipt.notPrinted',
  'receipt.doubtful',
  'reversal.unanswered',
  'reversal.refused',
  'reversal.escalated',
  'operator.refused',
  'operator.locked',
  'evidence.noted',
  'maintenance.refused',
]);

export class MaintenanceLog {
  readonly #journal: Pick<Journal, 'counters' | 'last'>;
  readonly #lines: LogLine[] = [];

  constructor(journal: Pick<Journal, 'counters' | 'last'>) {
    this.#journal = journal;
  }

  note(atMs: number, text: string): void {
    const { entries } = this.#journal.counters();
    const last = this.#lines.at(-1)?.no ?? 0;
    this.#lines.push({ no: Math.max(entries, last) + STEP, atMs, level: 'warn', module: 'system', text });
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  lines(): readonly LogLine[] {
    const entries = this.#journal.last(NEWEST_ENTRIES);
    const oldest = entries[0]?.seq ?? 0;
    const beside = this.#lines.filter(({ no }) => no >= oldest);
    return [...entries.map(lineOf), ...beside].sort((a, b) => a.no - b.no);
  }
}

/** By the first word of an entry's type; what is no other's is money's. */
const MODULES: Readonly<Record<string, LogModule>> = {
  receipt: 'paper',
  paper: 'paper',
  outage: 'paper',
  handStock: 'paper',
  handSlip: 'paper',
  eSlip: 'paper',
  report: 'paper',
  timeline: 'paper',
  device: 'devices',
  drawer: 'devices',
  operator: 'people',
  shift: 'people',
  approval: 'people',
  consent: 'people',
  customer: 'people',
  maintenance: 'tech',
  terminal: 'system',
  journal: 'system',
  policy: 'system',
  evidence: 'system',
  stan: 'system',
  catalogue: 'system',
  training: 'system',
};

function moduleOf(type: Entry['type']): LogModule {
  return MODULES[type.split('.')[0] ?? ''] ?? 'money';
}

function lineOf({ seq, atMs, type, txn, body }: Entry): LogLine {
  const level = WARNINGS.has(type) || type.endsWith('.unknown') ? 'warn' : 'info';
  return { no: seq, atMs, level, module: moduleOf(type), text: `${seq} ${type} ${txn ?? ''} ${JSON.stringify(body)}` };
}
