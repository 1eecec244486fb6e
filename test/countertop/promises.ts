/**
 * The judge: compares what came out of the printer, what the bank has booked and what the journal says, and names every broken
 * promise of design §2. It reads paper as a person would, not through the firmware's code.
 */

/** One piece of paper, as the printer's tape tells it. */
export interface TapeSlip {
  readonly slip: number;
  readonly end: string;
  readonly lines: readonly string[];
}

/** One slip that came out whole: from its head to its end line, and cut. */
export interface PrintedSlip {
  readonly number: number;
  readonly title: string;
  readonly copy: 'merchant' | 'customer';
  readonly trace: string;
  readonly batch: string;
  readonly duplicate: boolean;
  /** Slip that it names as void. */
  readonly replaces: number | null;
  readonly lines: readonly string[];
}

export interface BankTransaction {
  readonly kind: string;
  readonly maskedPan?: string;
  readonly batch: string;
  readonly stan: string;
  readonly state: string;
  readonly requestedMinor: number;
  readonly chargedMinor: number;
  readonly refundedMinor: number;
  readonly netMinor: number;
  /** Of a pre-authorisation in force. */
  readonly heldMinor?: number;
  /** How many scripts its approval carried, and what the terminal has told of them. */
  readonly scripts?: number;
  readonly scriptResult?: string | null;
}

export interface JournalEntry {
  readonly seq: number;
  readonly type: string;
  readonly txn: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface World {
  readonly tape: readonly TapeSlip[];
  readonly bank: readonly BankTransaction[];
  readonly entries: readonly JournalEntry[];
  readonly obligations: readonly { readonly kind: string; readonly transaction: string; readonly state: string }[];
}

const END = /END (\d{6})/;
const TITLES = [
  'SALE',
  'VOID',
  'REFUND',
  'PRE-AUTH',
  'PRE-AUTH CANCEL',
  'COMPLETION',
  'COMPLETION ADVICE',
  'COMPLETION CANCEL',
] as const;

/** The whole slips on the tape. What has no end line, or was not cut, is a stub. */
export function printedSlips(tape: readonly TapeSlip[]): readonly PrintedSlip[] {
  return tape.filter((slip) => slip.end.endsWith('cut')).flatMap((slip) => readPaper(slip.lines));
}

/** The whole slips on one piece of paper, wherever it was cut: each from its head to its end line. */
export function readPaper(lines: readonly string[]): readonly PrintedSlip[] {
  return splitAtEnds(lines).flatMap(readSlip);
}

function splitAtEnds(lines: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let part: string[] = [];
  for (const line of lines) {
    part.push(line);
    if (END.test(line)) {
      parts.push(part);
      part = [];
    }
  }
  return parts;
}

/** What every slip begins with: leftovers of an earlier slip stand above it. */
const FIRST_LINE = /^ *示例商店 Example Store *$/gm;

/** Which copy it is, and what it is of: below the name of the shop on every slip. */
const HEADED = /(?:MERCHANT COPY|CUSTOMER COPY|NOT A RECEIPT|KEEP AT THE TILL) *\n(?! *(?:-{10}|终端号))/;

function readSlip(lines: readonly string[]): readonly PrintedSlip[] {
  const piece = lines.join('\n');
  const number = Number(END.exec(piece)?.[1]);
  const heads = [...piece.matchAll(/票号 SLIP +(\d{6})/g)];
  // Leftovers of an earlier slip above the head do not make a slip whole: its own head must be there.
  const head = heads.find((match) => Number(match[1]) === number);
  if (head === undefined) return [];
  const first = [...piece.matchAll(FIRST_LINE)].findLast((match) => match.index < head.index);
  const text = piece.slice(first?.index ?? 0);
  // Nor is one whole whose copy and title are missing: with them its mark may be.
  if (!HEADED.test(text)) return [];
  const body = piece.slice(head.index);
  const title = TITLES.filter((candidate) => new RegExp(` ${candidate}( |$)`, 'm').test(text)).at(-1) ?? 'OTHER';
  return [
    {
      number,
      title: /待办退货|REFUND PROMISE/.test(text) ? 'PROMISE' : title,
      copy: /CUSTOMER COPY/.test(text) ? 'customer' : 'merchant',
      trace: /凭证号 TRACE +(\d{6})/.exec(body)?.[1] ?? '',
      batch: /批次号 BATCH +(\d{6})/.exec(body)?.[1] ?? '',
      duplicate: /DUPLICATE/.test(text),
      replaces: Number(/REPLACES INCOMPLETE SLIP\s+(\d+)/.exec(text)?.[1] ?? Number.NaN) || null,
      lines: text.split('\n'),
    },
  ];
}

/** Every broken promise, in words; none when all hold. `printed`: the tape's whole slips, where they have been read already. */
export function brokenPromises(
  world: World,
  printed: readonly PrintedSlip[] = printedSlips(world.tape),
): readonly string[] {
  return [...brokenPaper(world, printed), ...brokenMoney(world), ...brokenRefunds(world)];
}

/** Promise 2: for each copy at most one complete unmarked slip; and what the journal calls printed is on the paper. */
function brokenPaper({ entries }: World, printed: readonly PrintedSlip[]): readonly string[] {
  const broken: string[] = [];
  const copyOfSlip = new Map<number, string>();
  for (const entry of entries) {
    const number = Number(entry.body['slip']);
    if (entry.type === 'receipt.started') copyOfSlip.set(number, String(entry.body['copy']));
    // A test slip is no receipt; its number is spent all the same.
    if (entry.type === 'maintenance.slipStarted') copyOfSlip.set(number, `test ${number}`);
  }
  const originals = new Map<string, number[]>();
  for (const slip of printed) {
    const copy = copyOfSlip.get(slip.number);
    if (copy === undefined)
      broken.push(`paper: slip ${slip.number} was printed but its number was never spent in the journal`);
    else if (!slip.duplicate) originals.set(copy, [...(originals.get(copy) ?? []), slip.number]);
  }
  for (const [copy, slips] of originals) {
    if (slips.length > 1)
      broken.push(`paper: ${copy} has ${slips.length} complete unmarked slips: ${slips.join(', ')}`);
  }
  const whole = new Set(printed.map((slip) => slip.number));
  for (const entry of entries) {
    const evidence = entry.body['evidence'] as { by?: string } | undefined;
    if (entry.type === 'receipt.printed' && evidence?.by === 'printer' && !whole.has(Number(entry.body['slip']))) {
      broken.push(`evidence: the journal calls slip ${entry.body['slip']} printed, the paper does not`);
    }
  }
  return broken;
}

const OUTCOME_OF =
  /^(sale|void|refund|preauth|preauthCancel|completion|completionAdvice|completionCancel)\.(submitted|approved|declined|notSent|unknown)$/;

/** Promise 1: the journal and the bank agree, or the difference is a named obligation. */
function brokenMoney({ bank, entries, obligations }: World): readonly string[] {
  const broken: string[] = [];
  // A case speaks of the sale that is still to come: what it gave back has to agree all the same.
  const owed = new Set(
    obligations.filter(({ kind }) => kind !== 'case' && kind !== 'caseFile').map(({ transaction }) => transaction),
  );
  const submitted = new Map<string, JournalEntry>();
  const ended = new Map<string, string>();
  const parts = new Map<string, number>();
  for (const entry of entries) {
    if (entry.txn === null) continue;
    // What was offered is not yet what is charged.
    if (entry.type.endsWith('.approved') && typeof entry.body['approvedMinor'] === 'number')
      parts.set(entry.txn, entry.body['approvedMinor']);
    if (OUTCOME_OF.test(entry.type) && entry.type.endsWith('.submitted'))
      submitted.set(`${entry.body['batch']}/${entry.body['stan']}`, entry);
    else if (OUTCOME_OF.test(entry.type)) ended.set(entry.txn, entry.type.split('.')[1] ?? '');
    else if (entry.type === 'refund.resolved' || entry.type === 'completionAdvice.resolved')
      ended.set(entry.txn, entry.body['approved'] === true ? 'approved' : 'declined');
    else if (entry.type === 'reversal.accepted' || entry.type === 'reversal.resolved') ended.set(entry.txn, 'reversed');
  }
  for (const booked of bank) {
    const moved = booked.state === 'in-force' || booked.state === 'voided' || booked.state === 'ended';
    // A balance moves nothing and is kept nowhere.
    if (!moved || booked.kind === 'balance') continue;
    const entry = submitted.get(`${booked.batch}/${booked.stan}`);
    if (entry?.txn == null)
      broken.push(
        `money: the bank has booked ${booked.kind} ${booked.batch}/${booked.stan}, the journal does not know it`,
      );
    else if (ended.get(entry.txn) !== 'approved' && !owed.has(entry.txn)) {
      broken.push(
        `money: the bank holds ${booked.kind} ${booked.stan} as booked, the journal as ${ended.get(entry.txn) ?? 'open'}, and nothing is owed`,
      );
    }
  }
  const standing = new Map<string, BankTransaction>();
  for (const booked of bank) {
    const key = `${booked.batch}/${booked.stan}`;
    if (booked.state !== 'declined' && !standing.has(key)) standing.set(key, booked);
  }
  for (const [key, entry] of submitted) {
    if (entry.txn === null || ended.get(entry.txn) !== 'approved') continue;
    const booked = standing.get(key);
    if (booked === undefined || booked.state === 'reversed')
      broken.push(`money: the journal calls ${entry.type.split('.')[0]} ${key} approved, the bank does not`);
    const ours = parts.get(entry.txn) ?? Number(entry.body['amountMinor']);
    if (booked !== undefined && booked.chargedMinor > 0 && booked.chargedMinor !== ours)
      broken.push(`money: the bank charged ${booked.chargedMinor} for ${key}, the journal says ${ours}`);
  }
  return broken;
}

/** Promise 1, last part: Σ refunds ≤ the original, at the bank. */
function brokenRefunds({ bank }: World): readonly string[] {
  return bank
    .filter((booked) => booked.netMinor < 0 || booked.refundedMinor > booked.chargedMinor)
    .map(
      (booked) => `money: ${booked.kind} ${booked.stan} has been given back more than it was: net ${booked.netMinor}`,
    );
}
