/** Gathers what the printer, the bank and the journal say of one counter and has it judged. */
import type { Countertop } from './countertop.ts';
import type { EmulatorEvent, EmulatorProcess } from './emulator-process.ts';
import { type BankTransaction, brokenPromises, type PrintedSlip, printedSlips, type TapeSlip } from './promises.ts';

/** Whatever came out of a printer of this counter. */
export async function tapeOf(countertop: Countertop): Promise<readonly TapeSlip[]> {
  const here = (await countertop.printer.do('tape')) as readonly TapeSlip[];
  const beside = ((await countertop.printer2?.do('tape')) ?? []) as readonly TapeSlip[];
  return [...(countertop.oldTapes as readonly TapeSlip[]), ...here, ...beside];
}

export async function wholeSlips(countertop: Countertop): Promise<readonly PrintedSlip[]> {
  return printedSlips(await tapeOf(countertop));
}

export async function bankOf(countertop: Countertop): Promise<readonly BankTransaction[]> {
  const ledger = (await countertop.acquirer.do('ledger')) as { readonly transactions: readonly BankTransaction[] };
  return ledger.transactions;
}

/** The rest of a command whose beginning came while the device had no power: nobody could have sent it better. */
function isTorn(events: readonly EmulatorEvent[], at: number): boolean {
  const last = events.slice(0, at).findLast(({ event }) => event === 'power-on' || event === 'line' || event === 'cut');
  return last?.event === 'power-on' && events[at]?.event === 'unknown-bytes' && Number(events[at]['bytes']) <= 2;
}

/** Bytes that a device was sent and did not understand, or had no room for. */
export function wireErrors(countertop: Countertop): readonly string[] {
  const wrong = new Set(['unknown-bytes', 'overrun', 'error']);
  return (
    [
      countertop.printer,
      countertop.printer2,
      countertop.display,
      countertop.reader,
      countertop.keypad,
      countertop.pinPad,
      countertop.scanner,
    ]
      .flatMap((device) => (device === null ? [] : toldBy(device)))
      // The printer's own condition (a cutter that jams) is an event of that name, too; it is nothing that was sent.
      .filter(({ event }) => wrong.has(event.event) && event['error'] === undefined)
      .map(({ device, event }) => `wire: ${device}: ${JSON.stringify(event)}`)
  );
}

function toldBy({ name, events }: EmulatorProcess) {
  return events.filter((_, at) => !isTorn(events, at)).map((event) => ({ device: name, event }));
}

/** Every broken promise of this counter, in words; none when all hold. What was practised is judged by the journal of its own. */
export async function judge(countertop: Countertop): Promise<readonly string[]> {
  const { verdict, rebuilt } = countertop.books((books) => ({ verdict: books.verify(), rebuilt: books.rebuild() }));
  const tape = await tapeOf(countertop);
  const printed = printedSlips(tape);
  return [
    ...brokenPromises(
      {
        tape,
        bank: await bankOf(countertop),
        entries: countertop.entries().map(({ seq, type, txn, body }) => ({ seq, type, txn, body: { ...body } })),
        obligations: countertop.obligations(),
      },
      printed.filter((slip) => !isPractice(slip)),
    ),
    ...[verdict, rebuilt].filter(({ ok }) => !ok).map((found) => `journal: ${JSON.stringify(found)}`),
    ...brokenPractice(countertop, tape, printed.filter(isPractice)),
    ...wireErrors(countertop),
  ];
}

const isPractice = ({ lines }: PrintedSlip): boolean => lines.some((line) => /培训 TRAINING/.test(line));

/** Paper and chain of the training journal. Its bank has gone with the terminal; the books of the real one know nothing of it, as is judged above. */
function brokenPractice(
  countertop: Countertop,
  tape: readonly TapeSlip[],
  printed: readonly PrintedSlip[],
): readonly string[] {
  const { trained } = countertop;
  if (trained === null) return printed.length === 0 ? [] : ['paper: a slip is marked as training, and there was none'];
  const { entries, verdict, rebuilt } = trained;
  const world = {
    tape,
    bank: [],
    entries: entries
      .filter(({ type }) => type.startsWith('receipt.'))
      .map(({ seq, type, txn, body }) => ({ seq, type, txn, body: { ...body } })),
    obligations: [],
  };
  return [
    ...brokenPromises(world, printed),
    ...[verdict, rebuilt].filter(({ ok }) => !ok).map((found) => `journal: ${JSON.stringify(found)}`),
  ].map((what) => `training: ${what}`);
}
