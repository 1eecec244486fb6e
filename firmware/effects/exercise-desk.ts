/**
 * The exercise under way in training: it goes on behind every conversation, sees what a person at the screen sees, and is judged by the training
 * journal alone (rules/exercise-judge.ts). Results go home to the journal of the shop (requirements H6, H7).
 */
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { PracticePrinter } from '../../drivers/printer/practice.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { ExerciseEnding, KeyCounts, PracticeFault } from '../../storage/entries/training.ts';
import type { ExerciseRow } from '../../storage/journal/training-models.ts';
import type { Cue, Exercise } from '../rules/exercise.ts';
import {
  EXERCISE_BOOK,
  type ExerciseChoice,
  type ExerciseResult,
  type ExerciseUnderWay,
  exerciseNamed,
  exerciseTitle,
} from '../rules/exercise-book.ts';
import { type Progress, progressOf, scoreOf, type Tried } from '../rules/exercise-judge.ts';
import { type Refusal, refuse, type Words } from '../rules/verdict.ts';
import type { TillView } from '../screens/till-view.ts';
import { signOffDrafts } from './outage-effects.ts';
import type { Ports } from './ports.ts';
import type { TrainingPlace } from './training-place.ts';

type Inside = Extract<TrainingPlace, { is: 'inside' }>;

const NO_KEYS: KeyCounts = { total: 0, corrections: 0, cancels: 0 };
/** As many as a person will ever have tried in one training. */
const LOOKED_AT = 500;
/** Numbers of the pad that is put into the cupboard once. */
const PAD = { first: 901, last: 999 } as const;
const OUTAGES = { 'paper-out': 'out', 'paper-out-in-slip': 'in-slip', 'paper-back': 'none' } as const;

interface Open {
  readonly row: ExerciseRow;
  readonly exercise: Exercise;
  /** Goals whose cues have been given. */
  readonly cued: Set<string>;
  /** The next blank hand slip when it began. */
  readonly handSlip: string;
  hinted: string | null;
}

export class ExerciseDesk {
  readonly #ports: Ports;
  readonly #place: Inside;
  readonly #printer: PracticePrinter;
  readonly #ended: () => void;
  #open: Open | null = null;
  #keys: KeyCounts = NO_KEYS;
  /** What the screens showed last: the same refusal and the same page count once. */
  #notice: unknown = null;
  #page = '';
  #fresh: number | null = null;
  #judged: { readonly at: string; readonly progress: Progress } | null = null;

  /** @param ended an exercise has come to its end; its score is to be shown */
  constructor(ports: Ports, place: Inside, printer: PracticePrinter, ended: () => void) {
    this.#ports = ports;
    this.#place = place;
    this.#printer = printer;
    this.#ended = ended;
  }

  /** What an earlier life has left: an exercise in the middle is over, and results that did not get home go there now. */
  start(): void {
    const { journal } = this.#ports;
    const [left] = journal.exercises(1);
    if (left !== undefined && left.endedAtMs === null) this.#append([this.#endOf(left, 'interrupted', null)]);
    const session = this.#place.home.training()?.session ?? 0;
    const there = new Set(this.#place.home.trainingResults(LOOKED_AT).map((row) => `${row.session}/${row.run}`));
    for (const row of [...journal.exercises(LOOKED_AT)].reverse()) {
      if (row.session === session && !there.has(`${row.session}/${row.run}`)) this.#bringHome(row);
    }
  }

  choices(): readonly ExerciseChoice[] {
    const operator = this.#ports.stamp().operator;
    const mine = this.#ports.journal.exercises(LOOKED_AT).filter((row) => row.operator === operator);
    return EXERCISE_BOOK.map(({ name, zh, en, startedBy }) => {
      const scores = mine.flatMap((row) => (row.exercise === name && row.score !== null ? [row.score] : []));
      const best = scores.reduce<(typeof scores)[number] | null>(
        (one, other) => (one === null || other.points > one.points ? other : one),
        null,
      );
      return {
        name,
        zh,
        en,
        byManager: startedBy === 'manager',
        best: best === null ? null : { points: best.points, passed: best.passed },
      };
    });
  }

  /** The host is told first; only when it has answered does the exercise begin. */
  begin(name: string, by: string | null, done: (refusal: Refusal | null) => void): void {
    const exercise = exerciseNamed(name);
    if (exercise === null) throw new Error(`there is no exercise ${name}`);
    const verbs = exercise.setUp.flatMap((cue) => ('host' in cue ? [cue] : []));
    const tell = (rest: typeof verbs): void => {
      const [next, ...others] = rest;
      if (next === undefined) {
        this.#begin(exercise, by);
        done(null);
        return;
      }
      this.#place.host.do(next.host, next.args, (problem) =>
        problem === null ? tell(others) : done(refuseHost(problem)),
      );
    };
    tell([{ host: 'clear-faults', args: {} }, ...verbs]);
  }

  #begin(exercise: Exercise, by: string | null): void {
    const { journal } = this.#ports;
    const run = (journal.exercises(1)[0]?.run ?? 0) + 1;
    const { name, version } = exercise;
    const session = this.#place.home.training()?.session ?? 0;
    const { operator } = this.#ports.stamp();
    const body = { run, session, exercise: name, version, operator, by };
    const pad: EntryDraft = { type: 'handStock.issued', txn: null, body: PAD };
    const wantsPad = exercise.setUp.some((cue) => 'handSlips' in cue) && journal.handStock().length === 0;
    const left =
      journal.outage()?.state === 'returned'
        ? withoutSlip(signOffDrafts(this.#ports, { differences: [], postponed: [], manager: null }))
        : [];
    this.#append([...left, { type: 'exercise.started', txn: null, body }, ...(wantsPad ? [pad] : [])]);
    const row = journal.exerciseRun(run);
    if (row === null) throw new Error(`run ${run} did not begin`);
    const blank = journal.handStock().find(({ next, last }) => next <= last)?.next;
    this.#open = { row, exercise, cued: new Set(), handSlip: String(blank ?? PAD.first), hinted: null };
    this.#keys = NO_KEYS;
    this.#judged = null;
    for (const cue of exercise.setUp) this.#cue(cue);
  }

  keyPressed(key: KeypadKey): void {
    const { total, corrections, cancels } = this.#keys;
    this.#keys = {
      total: total + 1,
      corrections: corrections + (key === 'correct' ? 1 : 0),
      cancels: cancels + (key === 'cancel' ? 1 : 0),
    };
  }

  /** After each step of the machines: what the person sees now, how far they are, whether it is over. */
  looked(view: TillView): void {
    const open = this.#open;
    if (open === null) return;
    this.#note(open, view);
    const { next, reached } = this.#progress(open);
    for (const goal of open.exercise.goals) {
      if (!reached.has(goal.id) || open.cued.has(goal.id)) continue;
      open.cued.add(goal.id);
      for (const cue of goal.cues ?? []) this.#cue(cue);
    }
    const atRest = view.flow.at === 'idle' && view.paper.slip === null && view.debts.receipts === 0;
    if (next === null && atRest) this.#end(open, 'done');
  }

  #note({ exercise, row }: Open, { flow }: TillView): void {
    const notice = noticeOf(flow);
    const isNew = notice !== this.#notice;
    this.#notice = notice;
    const { run } = row;
    if (isNew && notice !== null) {
      this.#append([{ type: 'exercise.noted', txn: null, body: { run, what: 'refusal', name: notice.rule } }]);
    }
    const page = `${flow.at} ${'state' in flow ? flow.state : ''}`.trim();
    const wanted = exercise.goals.some(({ facts }) => facts.some(({ where }) => where?.['name'] === page));
    if (page !== this.#page && wanted)
      this.#append([{ type: 'exercise.noted', txn: null, body: { run, what: 'page', name: page } }]);
    this.#page = page;
  }

  #cue(cue: Cue): void {
    if ('practice' in cue) this.#practise(cue.practice);
    if ('host' in cue && this.#open?.exercise.setUp.includes(cue) === false)
      this.#place.host.do(cue.host, cue.args, () => undefined);
  }

  #practise(fault: PracticeFault): void {
    const run = this.#open?.row.run;
    if (run === undefined) return;
    this.#append([{ type: 'exercise.practised', txn: null, body: { run, fault } }]);
    this.#printer.practise(OUTAGES[fault]);
  }

  hint(): void {
    const open = this.#open;
    const next = open === null ? null : this.#progress(open).next;
    if (open === null || next === null || open.hinted === next.id) return;
    open.hinted = next.id;
    this.#append([{ type: 'exercise.noted', txn: null, body: { run: open.row.run, what: 'hint', name: next.id } }]);
  }

  loadPaper(): void {
    if (this.#printer.outage !== 'none') this.#practise('paper-back');
  }

  giveUp(): void {
    if (this.#open !== null) this.#end(this.#open, 'given-up');
  }

  underWay(): ExerciseUnderWay | null {
    const open = this.#open;
    if (open === null) return null;
    const { exercise, row, hinted } = open;
    const { next } = this.#progress(open);
    const step = next === null ? exercise.goals.length : exercise.goals.indexOf(next) + 1;
    return {
      run: row.run,
      zh: exercise.zh,
      en: exercise.en,
      step,
      steps: exercise.goals.length,
      asks: next === null ? null : told(next, open.handSlip),
      hint: next !== null && hinted === next.id ? told(next.hint, open.handSlip) : null,
      paperOut: this.#printer.outage === 'out',
    };
  }

  /** The score that nobody has looked at yet; once. */
  takeResult(): ExerciseResult | null {
    const row = this.#fresh === null ? null : this.#ports.journal.exerciseRun(this.#fresh);
    this.#fresh = null;
    return row?.score == null
      ? null
      : { ...exerciseTitle(row.exercise), run: row.run, score: row.score, keys: row.keys };
  }

  #end(open: Open, ending: ExerciseEnding): void {
    // Judged before the paper is put back: that is nobody's work.
    const ended = this.#endOf(open.row, ending, this.#keys);
    if (this.#printer.outage !== 'none') this.#practise('paper-back');
    this.#append([ended]);
    this.#open = null;
    this.#place.host.do('clear-faults', {}, () => undefined);
    const row = this.#ports.journal.exerciseRun(open.row.run);
    if (row !== null) this.#bringHome(row);
    this.#fresh = open.row.run;
    this.#ended();
  }

  #endOf(row: ExerciseRow, ending: ExerciseEnding, keys: KeyCounts | null): EntryDraft {
    const exercise = exerciseNamed(row.exercise);
    const score =
      exercise === null
        ? { points: 0, of: 100, passMark: 100, passed: false, lines: [] }
        : scoreOf(exercise, this.#tried(row, keys));
    const { run } = row;
    // What was not done to its end is not passed, whatever it was worth so far.
    const passed = score.passed && ending === 'done';
    const lines = score.lines.map((line) => ({ ...line, ...told(line, this.#open?.handSlip ?? '') }));
    return { type: 'exercise.ended', txn: null, body: { run, ending, keys, score: { ...score, passed, lines } } };
  }

  #bringHome({ session, run, exercise, version, operator, ending, score }: ExerciseRow): void {
    if (score === null || ending === 'interrupted') return;
    const { home } = this.#place;
    const body = { session, run, exercise, version, operator, points: score.points, of: score.of };
    const type = score.passed ? 'training.passed' : 'training.failed';
    home.append([{ type, txn: null, body }], this.#ports.stamp());
  }

  #progress(open: Open): Progress {
    const at = `${this.#ports.journal.counters().entries} ${this.#keys.corrections}`;
    if (this.#judged?.at !== at)
      this.#judged = { at, progress: progressOf(open.exercise, this.#tried(open.row, this.#keys)) };
    return this.#judged.progress;
  }

  #tried(row: ExerciseRow, keys: KeyCounts | null): Tried {
    const { journal } = this.#ports;
    const before = journal.exercises(LOOKED_AT).filter(({ run, session, exercise, operator, ending }) => {
      const same = session === row.session && exercise === row.exercise && operator === row.operator;
      return same && run < row.run && ending !== 'interrupted';
    });
    const facts = journal.last(journal.counters().entries - row.startedSeq);
    return { facts, keys, triesBefore: before.length };
  }

  #append(drafts: readonly EntryDraft[]): void {
    this.#ports.journal.append(drafts, this.#ports.stamp());
  }
}

/** The outage that the exercise before has left behind is nobody's to count: each begins with paper in the printer and nothing to go through. */
function withoutSlip(drafts: readonly EntryDraft[]): readonly EntryDraft[] {
  return drafts.map((draft) =>
    draft.type === 'outage.reconciled' ? { ...draft, body: { ...draft.body, copies: [] } } : draft,
  );
}

/** What the page says no to, in it or in the question for a PIN. */
function noticeOf(flow: TillView['flow']): Refusal | null {
  const { notice = null, identification = null } = flow as {
    readonly notice?: Refusal | { readonly allowed: true } | null;
    readonly identification?: { readonly notice: Refusal | null } | null;
  };
  const shown = identification?.notice ?? notice;
  return shown !== null && !shown.allowed ? shown : null;
}

/** The blank hand slip that the words speak of. */
function told({ zh, en }: Words, handSlip: string): Words {
  const blank = String(Number(handSlip) + 1);
  const filled = (text: string): string => text.replaceAll('{slip}', handSlip).replaceAll('{blank}', blank);
  return { zh: filled(zh), en: filled(en) };
}

function refuseHost(problem: string): Refusal {
  return refuse(
    'training-host-silent',
    { problem },
    { zh: '培训主机没有应答', en: 'The training host does not answer' },
    { zh: '再试一次,或结束培训', en: 'Try again, or end the training' },
  );
}
