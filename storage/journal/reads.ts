/**
 * Every question to the journal, by its read model: one row each. A new read model is its file, with its questions as an interface, and a row here;
 * what is asked is the same object for the firmware and for the tests that look at each statement.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../entries/entry.ts';
import type { TransactionId } from '../facts.ts';
import { AlternativeModels, type AlternativeReads } from './alternative-models.ts';
import { BackupModels, type BackupReads } from './backup-models.ts';
import { CaseFileModels, type CaseFileReads } from './case-file-models.ts';
import { CaseModels, type CaseReads } from './case-models.ts';
import { CashModels, type CashReads } from './cash-models.ts';
import { ControlModels, type ControlReads } from './control-models.ts';
import { CopyModels, type CopyReads } from './copy-models.ts';
import { GoodsModels, type GoodsReads } from './goods-models.ts';
import { InventoryModels, type InventoryReads } from './inventory-models.ts';
import { type LookUpReads, LookUps } from './look-ups.ts';
import { OutageModels, type OutageReads } from './outage-models.ts';
import { OutcomeModels, type OutcomeReads } from './outcome-models.ts';
import { PeopleModels, type PeopleReads } from './people-models.ts';
import { ReadModels, type StandReads } from './read-models.ts';
import { RollModels, type RollReads } from './roll-models.ts';
import { SettlementModels, type SettlementReads } from './settlement-models.ts';
import { TrainingModels, type TrainingReads } from './training-models.ts';
import { WatchModels, type WatchReads } from './watch-models.ts';

export interface JournalReads
  extends AlternativeReads,
    BackupReads,
    CaseFileReads,
    CaseReads,
    CashReads,
    ControlReads,
    CopyReads,
    GoodsReads,
    InventoryReads,
    LookUpReads,
    OutageReads,
    OutcomeReads,
    PeopleReads,
    RollReads,
    SettlementReads,
    StandReads,
    TrainingReads,
    WatchReads {}

/** How a question is put to the database. */
export interface Asking {
  /** Each time anew. */
  now<T>(read: () => T): T;
  /** Once, until something is written to a table that the answer was read from. @param question names it, with what it asks about */
  once<T>(question: string, read: () => T): T;
  /** Entries of a transaction, oldest first. */
  timeline(txn: TransactionId): readonly Entry[];
}

/**
 * The questions that the screens ask at every step are named behind their model: they are asked once, as long as the answer holds. What is asked once
 * with a number or a name is asked once for each.
 * @param db its statements are prepared here
 */
export function journalReads(db: Database, asking: Asking): JournalReads {
  const ask = <Reads extends object>(model: Reads, ...once: (keyof Reads)[]): Reads => asked(model, once, asking);
  return {
    ...ask<AlternativeReads>(new AlternativeModels(db)),
    ...ask<BackupReads>(new BackupModels(db), 'backups'),
    ...ask<CaseFileReads>(new CaseFileModels(db), 'openCaseFiles'),
    ...ask<CaseReads>(new CaseModels(db), 'openCases'),
    ...ask<CashReads>(new CashModels(db), 'drawerDoubt'),
    ...ask<ControlReads>(new ControlModels(db), 'freezes'),
    ...ask<CopyReads>(new CopyModels(db), 'copiesOwed', 'copiesOf'),
    ...ask<GoodsReads>(new GoodsModels(db, asking.timeline), 'catalogue'),
    ...ask<InventoryReads>(new InventoryModels(db), 'inventory'),
    ...ask<LookUpReads>(new LookUps(db), 'transaction'),
    ...ask<OutageReads>(new OutageModels(db), 'outage', 'tasks'),
    ...ask<OutcomeReads>(
      new OutcomeModels(db),
      'openOutcomes',
      'reversals',
      'scripts',
      'advices',
      'preauthsInForce',
      'deferredRefunds',
    ),
    ...ask<PeopleReads>(new PeopleModels(db), 'shift', 'lastShift'),
    ...ask<RollReads>(new RollModels(db), 'printingOn', 'roll'),
    ...ask<SettlementReads>(new SettlementModels(db), 'totals', 'settlement'),
    ...ask<StandReads>(new ReadModels(db), 'counters', 'obligations'),
    ...ask<TrainingReads>(new TrainingModels(db), 'training', 'exercises'),
    ...ask<WatchReads>(new WatchModels(db)),
  };
}

type Question = (...of: readonly unknown[]) => unknown;

/** The public methods of a model, each put through `asking`. */
function asked<Reads extends object>(model: Reads, once: readonly (keyof Reads)[], asking: Asking): Reads {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(model)).filter((name) => name !== 'constructor');
  const questions = names.map((name): readonly [string, Question] => {
    const read = (model as Readonly<Record<string, Question>>)[name]?.bind(model) as Question;
    return once.includes(name as keyof Reads)
      ? [name, (...of) => asking.once(of.length === 0 ? name : `${name} ${of.join(' ')}`, () => read(...of))]
      : [name, (...of) => asking.now(() => read(...of))];
  });
  return Object.fromEntries(questions) as Reads;
}
