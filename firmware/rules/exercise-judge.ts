/**
 * The judge of an exercise: facts of the training journal and counted keys in, how far it is and what it is worth out. Pure, so that the same
 * journal gives the same score, and each point has its line (requirement H7).
 */
import type { ExerciseScore, KeyCounts, ScoreLine } from '../../storage/entries/training.ts';
import type { Exercise, FactPattern, Goal } from './exercise.ts';

/** An entry as far as it is judged. */
export interface Fact {
  readonly seq: number;
  readonly type: string;
  readonly txn: string | null;
  readonly body: object;
}

export interface Tried {
  /** Everything written since the exercise began, oldest first. */
  readonly facts: readonly Fact[];
  /** Null: not counted to the end. */
  readonly keys: KeyCounts | null;
  /** How often the same person has tried it before in this training. */
  readonly triesBefore: number;
}

export interface Progress {
  /** Goals reached, by name, with the entry that completed each and its first fact's transaction. */
  readonly reached: ReadonlyMap<string, { readonly seq: number; readonly txn: string | null }>;
  /** The first that is not; null: all are. */
  readonly next: Goal | null;
}

const COST = { hint: 10, refusal: 5, cancel: 2, order: 5, keys: 1, again: 5 } as const;
/** Two keys too many cost one point, all of them together no more than this. */
const KEYS_A_POINT = 2;
const MOST_FOR_KEYS = 10;
const MOST_FOR_TRIES = 10;

export function progressOf(exercise: Exercise, { facts, keys }: Tried): Progress {
  const reached = new Map<string, { readonly seq: number; readonly txn: string | null }>();
  const taken = new Set<number>();
  for (const goal of exercise.goals) {
    const enough = (goal.corrections ?? 0) <= (keys?.corrections ?? 0);
    const found = enough ? findGoal(goal, facts, reached, taken) : null;
    if (found === null) continue;
    for (const { seq } of found) taken.add(seq);
    reached.set(goal.id, { seq: Math.max(...found.map(({ seq }) => seq)), txn: found[0]?.txn ?? null });
  }
  return { reached, next: exercise.goals.find(({ id }) => !reached.has(id)) ?? null };
}

type Reached = Progress['reached'];

/** The facts of a goal; a fact counts for one goal only. Tries each candidate of its first pattern: only one of two sales may be the approved one. */
function findGoal(
  { facts: patterns }: Goal,
  facts: readonly Fact[],
  reached: Reached,
  taken: ReadonlySet<number>,
): readonly Fact[] | null {
  const [first, ...rest] = patterns;
  if (first === undefined) return null;
  const free = facts.filter(({ seq }) => !taken.has(seq));
  const { times = 1 } = first;
  const starts = free.filter((fact) => fits(fact, first, reached));
  if (times > 1) return starts.length >= times && rest.length === 0 ? starts.slice(0, times) : null;
  for (const start of starts) {
    const others = rest.map((pattern) =>
      free.find((fact) => fact.seq > start.seq && fact.txn === start.txn && fits(fact, pattern, reached)),
    );
    if (others.every((fact) => fact !== undefined)) return [start, ...others];
  }
  return null;
}

function fits(fact: Fact, pattern: FactPattern, reached: Reached): boolean {
  const { where = {}, tag, some, txnOf, originalOf } = pattern;
  const body = fact.body as Readonly<Record<string, unknown>>;
  if (fact.type !== pattern.fact) return false;
  if (!Object.entries(where).every(([name, value]) => body[name] === value)) return false;
  if (tag !== undefined && !listed(body['tags']).includes(tag)) return false;
  if (some !== undefined && listed(body[some]).length === 0) return false;
  if (txnOf !== undefined && (fact.txn === null || reached.get(txnOf)?.txn !== fact.txn)) return false;
  return originalOf === undefined || (body['original'] !== null && reached.get(originalOf)?.txn === body['original']);
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Points with their derivation: each goal in its order, then what was missed, then what cost points. */
export function scoreOf(exercise: Exercise, tried: Tried): ExerciseScore {
  const { reached } = progressOf(exercise, tried);
  const lines: ScoreLine[] = [
    ...exercise.goals.map((goal) => goalLine(goal, reached)),
    ...orderLines(exercise, reached),
    ...forbiddenLines(exercise, tried.facts, reached),
    ...habitLines(exercise, tried),
  ];
  const of = exercise.goals.reduce((sum, { points }) => sum + points, 0);
  const points = Math.min(
    of,
    Math.max(
      0,
      lines.reduce((sum, line) => sum + line.points, 0),
    ),
  );
  const { passMark } = exercise;
  return { points, of, passMark, passed: points >= passMark, lines };
}

function goalLine(goal: Goal, reached: Reached): ScoreLine {
  const { zh, en, points } = goal;
  return reached.has(goal.id) ? { zh: `√ ${zh}`, en, points } : { zh: `× 未做:${zh}`, en: `MISSED: ${en}`, points: 0 };
}

/** A goal that came before one that stands above it. */
function orderLines({ goals }: Exercise, reached: Reached): readonly ScoreLine[] {
  let latest = 0;
  return goals.flatMap((goal): readonly ScoreLine[] => {
    const seq = reached.get(goal.id)?.seq;
    if (seq === undefined) return [];
    const early = seq < latest;
    latest = Math.max(latest, seq);
    return early ? [{ zh: `次序:${goal.zh}`, en: `TOO EARLY: ${goal.en}`, points: -COST.order }] : [];
  });
}

function forbiddenLines({ forbidden }: Exercise, facts: readonly Fact[], reached: Reached): readonly ScoreLine[] {
  return forbidden
    .filter(({ fact }) => facts.some((candidate) => fits(candidate, fact, reached)))
    .map(({ zh, en, points }) => ({ zh: `× ${zh}`, en, points: -points }));
}

/** How it was done: hints, refusals that do not belong to it, keys, another try. */
function habitLines(exercise: Exercise, { facts, keys, triesBefore }: Tried): readonly ScoreLine[] {
  const noted = (what: string): readonly string[] =>
    facts.flatMap(({ type, body }) => {
      const { what: noted, name } = body as { readonly what?: unknown; readonly name?: unknown };
      return type === 'exercise.noted' && noted === what ? [String(name)] : [];
    });
  const hints = noted('hint').length;
  const refusals = noted('refusal').filter((rule) => !exercise.refusals.includes(rule));
  const cancels = Math.max(0, (keys?.cancels ?? 0) - exercise.cancels);
  const over = Math.max(0, (keys?.total ?? 0) - exercise.keys);
  const forKeys = Math.min(MOST_FOR_KEYS, Math.floor(over / KEYS_A_POINT) * COST.keys);
  const forTries = Math.min(MOST_FOR_TRIES, triesBefore * COST.again);
  const lines: readonly ScoreLine[] = [
    { zh: `提示 ${hints} 次`, en: `Hints: ${hints}`, points: -hints * COST.hint },
    {
      zh: `被拒 ${refusals.length} 次`,
      en: `Refused: ${refusals.length} (${[...new Set(refusals)].join(', ')})`,
      points: -refusals.length * COST.refusal,
    },
    { zh: `取消 ${cancels} 次`, en: `Cancelled: ${cancels}`, points: -cancels * COST.cancel },
    { zh: `多按 ${over} 键`, en: `Keys too many: ${over}`, points: -forKeys },
    { zh: `第 ${triesBefore + 1} 次做`, en: `Try ${triesBefore + 1}`, points: -forTries },
  ];
  return lines.filter(({ points }) => points < 0);
}
