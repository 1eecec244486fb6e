/** 成绩单: how an exercise went, with where the points come from (requirement H7). */
import { dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { framed, oneEach, originFields, slipNumber } from './frame.ts';
import { fields, headline, line, type Page, pair, rule, say, tell, valued } from './layout.ts';
import type { ExerciseSlipFacts } from './slip-facts.ts';
import { LABELS, SENTENCES } from './words.ts';

export function exerciseSlip(facts: ExerciseSlipFacts, page: Page): readonly ReceiptLine[] {
  const { score, keys } = facts;
  const body = [
    ...fields(
      [...originFields(facts), [LABELS.slip, slipNumber(facts.slip)], [LABELS.time, dateAndTime(facts.at)]],
      page,
    ),
    rule,
    ...tell(facts.exercise, 'zh-en', page.columns).map((text) => line(text, { bold: true })),
    ...oneEach(
      [
        [LABELS.version, String(facts.version)],
        [LABELS.run, String(facts.run)],
        [LABELS.keyPresses, keys === null ? '-' : String(keys)],
      ],
      page,
    ),
    rule,
    ...score.lines.flatMap((one) => valued(one, signed(one.points), page)),
    rule,
    ...pair(say(LABELS.score, page.locale), `${score.points}/${score.of}`, page.columns).map((text) =>
      line(text, { bold: true }),
    ),
    ...pair(say(LABELS.passMark, page.locale), String(score.passMark), page.columns).map((text) => line(text)),
    ...headline(score.passed ? SENTENCES.exercisePassed : SENTENCES.exerciseFailed, page),
    rule,
  ];
  return framed(facts, body, page);
}

const signed = (points: number): string => (points < 0 ? String(points) : `+${points}`);
