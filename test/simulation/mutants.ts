import { DESK_MUTANTS } from './desk-mutants.ts';
import { DEVICE_MUTANTS } from './device-mutants.ts';
import { JOURNAL_MUTANTS } from './journal-mutants.ts';
import { type Mutant, one } from './planted.ts';
import { SCREEN_MUTANTS } from './screen-mutants.ts';

export const MUTANTS: readonly Mutant[] = [
  one(
    'drop-the-obligation',
    'an unknown sale owes no reversal',
    'storage/journal/projections/money.ts',
    `if (row.needs_reversal === 1) this.#reversals.makeDue(row.no, entry.body.cause);`,
    `if (row.needs_reversal === 1) this.#reversals.remove(row.no);`,
  ),
  one(
    'forget-what-was-open',
    'an outcome found open at start stays open',
    'firmware/effects/terminal-effects.ts',
    `journal.openOutcomes().filter((row) => row.state === 'submitted');`,
    `journal.openOutcomes().filter((row) => row.state === 'submitted' && row.stan === null);`,
  ),
  {
    name: 'send-before-commit',
    harm: 'the request leaves before it stands in the journal',
    patches: [
      {
        file: 'firmware/effects/money-effects.ts',
        find: `  cards.wipePin(request.txn);
`,
        put: `  cards.wipePin(request.txn);
  acquirer.send(prepared);
`,
      },
      {
        file: 'firmware/effects/money-effects.ts',
        find: `        const prepared = journalSubmitted(ports, cards, request);
        if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });`,
        put: `        journalSubmitted(ports, cards, request);`,
      },
    ],
  },
  one(
    'believe-silence',
    'no answer counts as declined, nothing is reversed',
    'firmware/effects/money-effects.ts',
    `journal.append([{ type: \`\${request.kind}.unknown\`, txn: request.txn, body: { cause, detail } }], stamp());`,
    `void cause;
      journal.append([{ type: \`\${request.kind}.declined\`, txn: request.txn, body: { responseCode: '68', hostText: detail } }], stamp());`,
  ),
  {
    name: 'resend-after-silence',
    harm: 'after silence the request is sent again under a new trace, nothing is reversed',
    patches: [
      {
        file: 'firmware/machines/acquiring-transaction.ts',
        find: `        actions: [
          {
            type: 'recordUnknown',
            params: ({ context, event }) => ({
              request: waitingOf(context),
              cause: event.cause,
              detail: event.detail,
            }),
          },
          sendParent(({ context, event }) =>
            decided(context.waiting, unknownOutcome(context, waitingOf(context), event.cause)),
          ),
          'forgetWaiting',
        ],`,
        put: `        actions: assign({
          waiting: ({ context }) => ({ ...waitingOf(context), txn: \`\${waitingOf(context).txn}x\` as never }),
        }),`,
      },
      {
        file: 'firmware/effects/cards.ts',
        find: `    return this.#kept.get(txn) ?? null;`,
        put: `    return this.#kept.get(txn) ?? [...this.#kept.values()].at(-1) ?? null;`,
      },
    ],
  },
  one(
    'approve-on-wrong-mac',
    'an answer with a wrong MAC is believed',
    'drivers/acquirer/answer.ts',
    `return made.length === claimed.length && timingSafeEqual(made, claimed);`,
    `return made.length === claimed.length || timingSafeEqual(made, claimed);`,
  ),
  {
    name: 'believe-any-echo',
    harm: 'an answer with another amount or terminal is believed',
    patches: [
      {
        file: 'drivers/acquirer/answer.ts',
        find: `if (wrong !== null) return unbelievable('echo-mismatch', wrong);`,
        put: `if (wrong === 'never') return unbelievable('echo-mismatch', wrong);`,
      },
      {
        file: 'drivers/acquirer/answer.ts',
        find: `if (stan !== expected.stan || tid !== expected.tid) return false;`,
        put: `if (stan !== expected.stan || tid === 'nobody') return false;`,
      },
    ],
  },
  one(
    'sell-before-the-reversal',
    'the next sale goes out while a reversal is owed',
    'firmware/machines/acquiring-desk.ts',
    `event.duties.reversal !== null &&
      context.visitAttempts < context.immediateAttempts,
    settlementDue`,
    `event.duties.reversal !== null &&
      context.waiting === null &&
      context.visitAttempts < context.immediateAttempts,
    settlementDue`,
  ),
  one(
    'refused-reversal-is-done',
    'a reversal that the bank refuses counts as accepted',
    'drivers/acquirer/profiles/unionpay.ts',
    `doneCodes: ['00', '12', '25'],`,
    `doneCodes: ['00', '12', '25', '96', '91', '05'],`,
  ),
  one(
    'reuse-a-trace-number',
    'messages of the batch get a trace number that was used',
    'drivers/acquirer/sources.ts',
    `{ stan: request.stan, batch: request.batch }`,
    `{ stan: \`\${request.stan.slice(0, 5)}1\`, batch: request.batch }`,
  ),
  {
    name: 'forget-the-reservation',
    harm: 'a promised refund does not take its amount from what is left',
    patches: [
      {
        file: 'storage/journal/projections/originals.ts',
        find: `this.#addReserved.run(draft.amountMinor, original.no);`,
        put: `this.#addReserved.run(0, original.no);`,
      },
      {
        file: 'storage/journal/projections/originals.ts',
        find: `SET reserved_minor = reserved_minor - :amount, refunded_minor`,
        put: `SET reserved_minor = max(0, reserved_minor - :amount), refunded_minor`,
      },
    ],
  },
  one(
    'replace-without-proof',
    'a slip whose fate is unknown is printed again without a mark',
    'firmware/effects/paper-effects.ts',
    `if (row !== undefined && row.state === 'held' && row.handedOver < row.segments) {`,
    `if (row !== undefined) {`,
  ),
  one(
    'no-duplicate-mark',
    'a reprint looks like an original',
    'firmware/receipts/words.ts',
    `return words('重打印', \`DUPLICATE \${n}\`);`,
    `return words('凭单', \`RECEIPT \${n}\`);`,
  ),
  one(
    'same-duplicate-twice',
    'two duplicates bear the same number',
    'firmware/receipts/words.ts',
    `return words('重打印', \`DUPLICATE \${n}\`);`,
    `return words('重打印', \`DUPLICATE \${Math.min(n, 1)}\`);`,
  ),
  one(
    'clear-the-doubt-silently',
    'without an answer the slip counts as printed',
    'firmware/machines/paper.ts',
    `params: ({ context }) => ({ inHand: inHandOf(context), complete: false })`,
    `params: ({ context }) => ({ inHand: inHandOf(context), complete: true })`,
  ),
  one(
    'accepted-is-printed',
    'a printer that answers nothing in order is taken at its silence',
    'drivers/printer/printing.ts',
    `  endJob(turn, { kind: 'unknown', cause });`,
    `  endJob(turn, {
    kind: 'printed',
    evidence: { processId: null, sentHex: '1d7201', receivedHex: '00', atMs: turn.nowMs, notes: [cause] },
  });`,
  ),
  one(
    'stale-paper-status',
    'once paper was there, it is believed to be there',
    'firmware/rules/paper-policy.ts',
    `if (status.paper === 'end') return 'paper-end';`,
    `if (status.paper === 'end') return null;`,
  ),
  one(
    'trust-after-power',
    'answers after a power cycle prove what was sent before it',
    'drivers/printer/printing.ts',
    `const wasHeldBack = health.dsrFell && turn.state.settings.flowControl;`,
    `const wasHeldBack = health.dsrFell && turn.state.settings.window < 0;`,
  ),
  one(
    'first-answer-is-all',
    'the answer to the first segment counts for the whole slip',
    'drivers/printer/answers.ts',
    `  if (segment === task.plan.segments.length) endWithFinal(turn, evidence);`,
    `  if (segment >= 1) endWithFinal(turn, evidence);`,
  ),
  one(
    'forget-the-held-slip',
    'a slip that an earlier life left in the printer is printed anew',
    'firmware/effects/paper-effects.ts',
    `else if (first.state === 'started' || first.state === 'held') self.send(remember(ports, first));`,
    `else if (first.state === 'started' || first.state === 'held') {
        appendNotPrinted(ports, inHandOf(first), 'never-sent', 0);
        self.send({ type: 'paper.nothingToPrint' });
      }`,
  ),
  one(
    'forget-a-refund',
    'what was given back of every second sale is not counted',
    'storage/journal/projections/originals.ts',
    `refunded_minor = refunded_minor + :amount WHERE`,
    `refunded_minor = refunded_minor + :amount * (no % 2) WHERE`,
  ),
  one(
    'name-another-stub',
    'a slip that takes the place of a stub names the number before it',
    'firmware/receipts/frame.ts',
    `const stub = slipNumber(marking.slip);`,
    `const stub = slipNumber(Math.max(1, marking.slip - 1));`,
  ),
  one(
    'change-stays-in-the-drawer',
    'the drawer is counted with what was given, not with what was kept',
    'storage/journal/projections/cash.ts',
    `    this.#move.run({ currency, minor: amountMinor });
    this.#owe(entry, 'sale', copies);`,
    `    this.#move.run({ currency, minor: givenMinor });
    this.#owe(entry, 'sale', copies);`,
  ),
  one(
    'a-part-is-the-whole',
    'what the bank approved in part is written down as the whole',
    'firmware/effects/part-effects.ts',
    `const body = { ...approvedBody(answer), approvedMinor: partOf(answer) };`,
    `const body = approvedBody(answer);`,
  ),
  one(
    'keep-the-refused-part',
    'the customer does not want the part that the bank approved, and it is not given back',
    'firmware/effects/part-effects.ts',
    `const unknown: EntryDraft = { type: 'sale.unknown', txn, body: { cause: 'part-refused', detail } };`,
    `const unknown: EntryDraft = { type: 'sale.declined', txn, body: { responseCode: '10', hostText: detail } };`,
  ),
  {
    name: 'a-freeze-is-a-word',
    harm: 'a frozen terminal goes on trading',
    patches: [
      {
        file: 'firmware/effects/freezes.ts',
        find: `return freeze === null ? null : { name: 'freeze', input: { refusal: refuseFrozen(freeze) } };`,
        put: `return freeze === null ? null : null;`,
      },
      {
        file: 'storage/journal/projections/control.ts',
        find: `        kind === 'terminal' ||
        (kind === 'card'`,
        put: `        (kind === 'card'`,
      },
    ],
  },
  {
    name: 'goods-come-back-twice',
    harm: 'a line that came back can come back again',
    patches: [
      {
        file: 'storage/journal/projections/goods.ts',
        find: `SELECT coalesce(sum(r.quantity), 0) FROM returned_lines r`,
        put: `SELECT 0 * coalesce(sum(r.quantity), 0) FROM returned_lines r`,
      },
      {
        file: 'storage/journal/goods-models.ts',
        find: `         SELECT sum(r.quantity) FROM returned_lines r`,
        put: `         SELECT 0 * sum(r.quantity) FROM returned_lines r`,
      },
    ],
  },
  one(
    'wrong-pins-lock-nobody',
    'whoever guesses a PIN may go on guessing',
    'firmware/effects/people.ts',
    `const lockMs = lockAfter(failures);`,
    `const lockMs = lockAfter(0 * failures);`,
  ),
  one(
    'stale-answers',
    'what was read of the receipts that are owed is never read again',
    'storage/journal/known-answers.ts',
    `    for (const table of tables) {
      const questions = this.#askedOf.get(table);`,
    `    for (const table of tables.filter((one) => one !== 'copies')) {
      const questions = this.#askedOf.get(table);`,
  ),
  one(
    'forget-the-scripts',
    'what an issuer wants of a chip is not owed with the approval',
    'firmware/effects/script-effects.ts',
    `if (scripts.length === 0 || !acquirer.carries('scriptResult')) return [];`,
    `if (scripts.length >= 0 || !acquirer.carries('scriptResult')) return [];`,
  ),
  one(
    'tell-the-script-once',
    'the result of a script that was not answered counts as told',
    'storage/journal/projections/scripts.ts',
    `        this.#demandAttempt(entry);
        return true;`,
    `        this.#drop.run(this.#demandAttempt(entry));
        return true;`,
  ),
  one(
    'no-gap-in-the-pad',
    'a slip of the pad that nobody has entered is not noticed',
    'storage/journal/outage-models.ts',
    `missing: stock.next > stock.first ? this.#missing.all(stock.first, stock.next) : [],`,
    `missing: stock.next < stock.first ? this.#missing.all(stock.first, stock.next) : [],`,
  ),
  one(
    'a-balance-is-a-sale',
    'asking for a balance books one fen',
    'drivers/acquirer/profiles/unionpay.ts',
    `balance: financial('0200', { ...trade('310000', '00', '01'), 4: null }),`,
    `balance: financial('0200', { ...trade('000000', '00', '22'), 4: '000000000001' }),`,
  ),
  one(
    'no-is-a-yes',
    "the customer's cancel on the pad counts as a yes",
    'firmware/machines/giving-back.ts',
    `      { guard: 'ourNo', ...no },`,
    `      { guard: 'ourNo', target: agreed, actions: record(true, 'pin-pad') },`,
  ),
  one(
    'pin-for-another-amount',
    'the pad shows a tenth of what is charged',
    'firmware/effects/pin-desk.ts',
    `prompt: promptOf(amountMinor, currency),`,
    `prompt: promptOf(Math.ceil(amountMinor / 10), currency),`,
  ),
  {
    name: 'pin-once-for-all',
    harm: 'after a wrong PIN the same block is sent again',
    patches: [
      {
        file: 'firmware/effects/cards.ts',
        find: `    card?.pin?.block.fill(0);
    if (card !== undefined) this.#kept.set(txn, { ...card, pin: null });`,
        put: `    if (card === undefined) this.#kept.delete(txn);`,
      },
      {
        file: 'firmware/machines/sale.ts',
        find: `        'txn.renewed': {
          target: 'withoutPin',`,
        put: `        'txn.renewed': {
          target: 'authorising',`,
      },
    ],
  },
  one(
    'a-lost-pad-has-agreed',
    'a pad that falls silent counts as a PIN',
    'firmware/machines/sale.ts',
    `'pinPad.lost': { target: 'withoutPin', actions: assign({ pinTrouble: 'pad-absent' }) },`,
    `'pinPad.lost': 'authorising',`,
  ),
  one(
    'leave-the-pad-asking',
    'the pad is never put back to its own page',
    'firmware/effects/pin-desk.ts',
    `this.#ports.pinPad()?.reset();`,
    `this.#ports.pinPad()?.cancel();`,
  ),
  one(
    'write-down-the-block',
    'a PIN block stands in the journal',
    'firmware/effects/pin-desk.ts',
    `    const asked = this.#asked;
    if (asked === null || asked.exchange !== exchange)`,
    `    const asked = this.#asked;
    const body = { what: 'late-answer', detail: Buffer.from(pinBlock).toString('hex') } as const;
    this.#ports.journal.append([{ type: 'evidence.noted', txn: null, body }], this.#ports.stamp());
    if (asked === null || asked.exchange !== exchange)`,
  ),
  ...JOURNAL_MUTANTS,
  ...DESK_MUTANTS,
  ...DEVICE_MUTANTS,
  ...SCREEN_MUTANTS,
];
