/** Wrong implementations that the exhibits about paper must see. */
import { broken, type MuseumMutant } from './mutant.ts';

const PRINTING = 'drivers/printer/printing.ts';
const DESK = 'firmware/effects/paper-effects.ts';
const SLIPS = 'firmware/effects/slips/slip-lines.ts';

/** A slip of a number that was never spent. */
const UNSTARTED = {
  file: SLIPS,
  find: `.find((entry) => entry.type === 'receipt.started' && entry.body.slip === inHand.slip);`,
  put: `.find((entry) => entry.type === 'receipt.started' && entry.body.slip === inHand.slip) ??
    ({ type: 'receipt.started', atMs: 0, body: { marking: { kind: 'original' } } } as never);`,
} as const;

/** A printer that says nothing in order gets the whole slip once more. */
const RESEND = [
  `  if (isOrdered(turn.state)) {
    examine(turn);
    return;
  }
  put(turn, { ledger: EMPTY_LEDGER });`,
  `  if (isOrdered(turn.state)) {
    put(turn, { ledger: EMPTY_LEDGER });
    takeUp(turn, task.plan, { segment: 0, line: 0 });
    return;
  }
  put(turn, { ledger: EMPTY_LEDGER });`,
] as const;

/** Whatever stood still is sent anew from its first line. */
const START_OVER = [
  `if (task.handedOver > 0) goOnCarefully(turn);`,
  `if (task.handedOver > 0) takeUp(turn, task.plan, { segment: 0, line: 0 });`,
] as const;

/** A slip whose fate is unknown is printed again without a mark. */
const REPLACE_WITHOUT_PROOF = [
  `if (row !== undefined && row.state === 'held' && row.handedOver < row.segments) {`,
  `if (row !== undefined) {`,
] as const;

const LOST: readonly MuseumMutant[] = [
  {
    exhibit: 'odoo-60939',
    harm: 'a slip is made of whatever is at hand',
    test: 'cannot be rendered',
    patches: [UNSTARTED],
  },
  {
    exhibit: 'odoo-60939',
    harm: 'the slip goes to the printer before the sale is logged',
    test: 'not a byte',
    patches: [
      UNSTARTED,
      {
        file: SLIPS,
        find: `.find((candidate) => candidate.copy === inHand.copy);`,
        put: `.find((candidate) => candidate.copy === inHand.copy) ??
    ({ copy: inHand.copy, of: 'merchant', kind: 'sale' } as never);`,
      },
      {
        file: DESK,
        find: `      ports.journal.append([...drafts, startedDraft(ports, inHand, { kind: 'original' })], ports.stamp());
      desk.send(handOver(ports, inHand) ?`,
        put: `      const taken = handOver(ports, inHand);
      ports.journal.append([...drafts, startedDraft(ports, inHand, { kind: 'original' })], ports.stamp());
      desk.send(taken ?`,
      },
    ],
  },
  broken(
    'odoo-60939',
    'there is a second way from facts to lines',
    DESK,
    `import { slipLines } from './slips/slip-lines.ts';`,
    `import { renderSlip } from '../receipts/render-slip.ts';
import { slipLines } from './slips/slip-lines.ts';

void renderSlip;`,
    'one way only',
  ),
  broken(
    'odoo-no-paper',
    'a job that meets no paper is given up',
    PRINTING,
    `  const cause = holdCause(health.status);
  const started`,
    `  const cause = holdCause(health.status);
  if (cause === 'paper-end') {
    endJob(turn, { kind: 'not-printed', proof: 'never-sent' });
    return;
  }
  const started`,
    'waits for the roll',
  ),
  broken(
    'odoo-no-paper',
    'a status that cannot be read stays what it was',
    'drivers/printer/health.ts',
    `if (turn.state.asks.failures >= UNANSWERED_ROUNDS) setStatus(turn, unknownStatus(turn.state.settings.answers));`,
    `void [UNANSWERED_ROUNDS, unknownStatus];`,
    'cannot be read',
  ),
  broken(
    'odoo-no-paper',
    'without paper the slips count as printed',
    DESK,
    `  if (next === undefined || !canPrint(ports, status)) return { type: 'paper.nothingToPrint' };`,
    `  if (next === undefined || ports.printer() === null) return { type: 'paper.nothingToPrint' };
  if (paperTrouble(status) !== null) {
    const job = inHandOf({ ...next, slip: ports.journal.counters().nextSlip });
    const said = { sentHex: '', receivedHex: '', by: 'printer' as const };
    ports.journal.append([startedDraft(ports, job, next.nextMarking)], ports.stamp());
    ports.journal.append(
      [{ type: 'receipt.printed', txn: job.txn, body: { copy: job.copy, slip: job.slip, evidence: said, lengthMm: 1 } }],
      ports.stamp(),
    );
    return { type: 'paper.nothingToPrint' };
  }`,
    'the debt stays',
  ),
];

const TWICE: readonly MuseumMutant[] = [
  broken('wcpos-1790', 'a job without a result is sent again', PRINTING, ...RESEND),
  broken(
    'wcpos-1790',
    'the till prints a slip again whose end it does not know',
    DESK,
    ...REPLACE_WITHOUT_PROOF,
    'at the till',
  ),
  broken('ntp-78', 'when the paper is back the whole slip is sent anew', PRINTING, ...START_OVER, 'three asked for'),
  broken(
    'ntp-78',
    'what was held is printed once more from the start when the paper is back',
    DESK,
    `else if (first.state === 'started' || first.state === 'held') self.send(remember(ports, first));`,
    `else if (first.state === 'started' || first.state === 'held') {
        appendNotPrinted(ports, inHandOf(first), 'never-sent', 0);
        self.send({ type: 'paper.nothingToPrint' });
      }`,
    'at the till',
  ),
  broken('odoo-240253', 'a printer that fell silent gets the slip again', PRINTING, ...START_OVER, 'falls silent'),
  broken(
    'odoo-240253',
    'a printer that is not heard has printed nothing',
    PRINTING,
    `  const cause = holdCause(health.status);
  const started`,
    `  const cause = holdCause(health.status);
  if (!byItsWord && task.handedOver > 0) {
    endJob(turn, { kind: 'not-printed', proof: 'never-sent' });
    return;
  }
  const started`,
    'ms late',
  ),
  broken(
    'odoo-240253',
    'the till calls a slip unprinted that may have been printed',
    DESK,
    ...REPLACE_WITHOUT_PROOF,
    'at the till',
  ),
  broken(
    'odoo-59059',
    'a late answer is an error',
    PRINTING,
    `  if (isOrdered(turn.state)) {
    examine(turn);
    return;
  }
  put(turn, { ledger: EMPTY_LEDGER });`,
    `  if (isOrdered(turn.state)) {
    endJob(turn, { kind: 'unknown', cause: 'printing failed' });
    return;
  }
  put(turn, { ledger: EMPTY_LEDGER });`,
  ),
];

const LEFTOVERS: readonly MuseumMutant[] = [
  broken(
    'odoo-258841',
    'a slip that is given up stays in the printer',
    'drivers/printer/clearing.ts',
    `  write(turn, CLEAR_BUFFERS);
}`,
    `  endCleared(turn, true);
  void CLEAR_BUFFERS;
}`,
    'gives it up',
  ),
  broken(
    'odoo-258841',
    'the stub is not cut off',
    PRINTING,
    `const ahead = stub && atTop ? [CUT] : [];`,
    `const ahead = stub && atTop && settings.window < 0 ? [CUT] : [];`,
    'switched off and on',
  ),
  broken(
    'odoo-258841',
    'the slip in the place of a stub does not name it',
    'storage/journal/projections/copies.ts',
    `: { kind: 'replaces', slip };`,
    `: { kind: 'original' };`,
    'at the till',
  ),
  broken(
    'star-io10-85',
    'how far a slip has come is not kept',
    PRINTING,
    `  const { proven } = task;
  const handedOver = task.lastInkOut`,
    `  const proven = 0;
  const handedOver = task.lastInkOut`,
  ),
  broken(
    'star-io10-85',
    'the answer to the first segment counts for the whole slip',
    'drivers/printer/answers.ts',
    `  if (segment === task.plan.segments.length) endWithFinal(turn, evidence);`,
    `  if (segment >= 1) endWithFinal(turn, evidence);`,
  ),
  broken(
    'star-io10-154',
    'what the link has taken is printed',
    PRINTING,
    `      if (ledger.marks.length === 0 && !isOrdered(turn.state)) startFinish(turn, task);
      return;`,
    `      const evidence = { processId: null, sentHex: '', receivedHex: '', atMs: turn.nowMs, notes: [] };
      endJob(turn, { kind: 'printed', evidence });
      return;`,
    'all bytes taken',
  ),
  broken(
    'star-io10-154',
    'a printer that says nothing is taken at its silence',
    PRINTING,
    `  endJob(turn, { kind: 'unknown', cause });
}`,
    `  endJob(turn, {
    kind: 'printed',
    evidence: { processId: null, sentHex: '1d7201', receivedHex: '00', atMs: turn.nowMs, notes: [cause] },
  });
}`,
    'grade D',
  ),
];

const BYTES: readonly MuseumMutant[] = [
  broken(
    'node-escpos-332',
    '¥ goes out as it is',
    'drivers/printer/charset.ts',
    `.replace(YEN, '\\uffe5')`,
    `.replace(YEN, '\\u00a5')`,
    'yen',
  ),
  broken(
    'node-escpos-332',
    'four-byte characters go out as text',
    'drivers/printer/charset.ts',
    `if (second < 0x40 || second === 0x7f) return false;`,
    `if (second === 0x7f) return false;`,
  ),
  broken(
    'node-escpos-332',
    'a character that the printer lacks is left out instead of drawn',
    'drivers/printer/charset.ts',
    `if (cellColumns(character) > 0 && canDraw(character)) {`,
    `if (cellColumns(character) > 2 && canDraw(character)) {`,
    'raster',
  ),
  broken(
    'printerdriver-asb',
    'inside an answer that is awaited nothing else is looked for',
    'drivers/printer/wire.ts',
    `if (last >= 2 && newest < 0x20 && isAsbFirst(newest)) return { is: 'garbage', length: last };`,
    `void newest;`,
  ),
  broken(
    'printerdriver-asb',
    'the first bytes that come while an answer is awaited are the answer',
    'drivers/printer/wire.ts',
    `const isAsbFirst = (b: number): boolean => (b & 0x93) === 0x10;`,
    `const isAsbFirst = (b: number): boolean => (b & 0x93) === 0x10 && b !== 0x1c;`,
  ),
];

const SAID: readonly MuseumMutant[] = [
  broken(
    'flocafe-532',
    'the remedy is thrown away',
    'firmware/screens/trouble-lines.ts',
    `ranked(1, { zh: \`  \${remedy.zh}\`, en: remedy.en })`,
    `ranked(1, remedy.zh === '' ? '' : null)`,
  ),
  broken(
    'flocafe-532',
    'every cause is a printer error',
    'firmware/rules/paper-policy.ts',
    `if (status.cover === 'open') return 'cover-open';`,
    `if (status.cover === 'open') return 'printer-error';`,
  ),
  broken(
    'flocafe-532',
    'why the bank gave no answer is thrown away',
    'firmware/screens/decision-lines.ts',
    `outcome.cause === undefined ? null`,
    `outcome.cause !== undefined ? null`,
    'at the bank',
  ),
  broken(
    'flocafe-532',
    'a refusal by the bank does not say what became of the money',
    'firmware/screens/decision-lines.ts',
    `en: \`DECLINED, \${nothing.en}\` },`,
    `en: 'DECLINED' },`,
    'at the bank',
  ),
];

export const paperMutants: readonly MuseumMutant[] = [...LOST, ...TWICE, ...LEFTOVERS, ...BYTES, ...SAID];
