/** The control verbs: what a test or a person may ask of the acquirer, and what may go wrong on request. */
import type { Acquirer } from './acquirer.ts';
import { APPROVING_CODES, DECLINE_TEXTS } from './answers.ts';
import { FAULT_NAMES, type FaultName, textLike, textOrNull, wholeNumber } from './faults.ts';
import { accountId, nextBatch } from './ledger-lines.ts';
import { batchView, ledgerView } from './ledger-view.ts';
import { statement } from './totals.ts';

type Args = Readonly<Record<string, unknown>>;
export type Verbs = Record<string, (args: Record<string, unknown>) => unknown>;

/** Verbs of the model; the process adds those that need its sockets. */
export function acquirerVerbs(acquirer: Acquirer): Verbs {
  const faults = Object.fromEntries(FAULT_NAMES.map((name) => [name, (args: Args) => addFault(acquirer, name, args)]));
  return {
    ...faults,
    state: () => state(acquirer),
    ledger: () => ledgerView(acquirer.host.bank.ledger),
    log: (args) => acquirer.log.tail(wholeNumber(args, 'lines', 200, 1)),
    statement: (args) => batchStatement(acquirer, args),
    account: (args) => setAccount(acquirer, args),
    terminal: (args) => setTerminal(acquirer, args),
    'batch-number': (args) => setBatch(acquirer, args),
    'out-of-balance': (args) => unbalance(acquirer, args),
    'forget-keys': (args) => acquirer.host.bank.book({ line: 'signed-off', tid: tidOf(acquirer, args) }),
    tpdu: (args) => {
      acquirer.settings.tpdu = textLike(args, 'mode', /^(swapped|echoed)$/, 'swapped or echoed') as
        | 'swapped'
        | 'echoed';
    },
    'seal-approvals': (args) => {
      if (typeof args['on'] !== 'boolean') throw new RangeError('on is true or false');
      acquirer.host.sealsEveryApproval = args['on'];
    },
    cut: () => acquirer.cutAll(),
    'clear-faults': () => acquirer.faults.clear(),
  };
}

/** Checks the arguments that the fault will need when it strikes, so that a mistyped one fails now. */
function addFault(acquirer: Acquirer, name: FaultName, args: Args): object {
  switch (name) {
    case 'request-late':
    case 'answer-late':
      wholeNumber(args, 'ms', Number.NaN, 0);
      if (args['ms'] === undefined) throw new RangeError('ms is a whole number from 0');
      break;
    case 'slow':
      if (args['bytesPerSecond'] === undefined) throw new RangeError('bytesPerSecond is a whole number from 1');
      wholeNumber(args, 'bytesPerSecond', 1, 1);
      break;
    case 'decline':
    case 'refuse-reversal':
      codeOf(args, name);
      wholeNumber(args, 'amountMinor', 0, 1);
      break;
    case 'settlement-flag':
      textLike(args, 'flag', /^[123]$/, '1, 2 or 3');
      break;
    case 'bad-kcv':
      if (args['key'] !== undefined) textLike(args, 'key', /^(pik|mak|tdk)$/, 'pik, mak or tdk');
      break;
    case 'new-keys-required':
      if (args['code'] !== undefined) textLike(args, 'code', /^[1-7]$/, '1 to 7');
      break;
    case 'coalesce':
      if (args['with'] !== undefined) textLike(args, 'with', /^(copy|previous|next)$/, 'copy, previous or next');
      break;
    case 'garbage':
      if (args['hex'] !== undefined) textLike(args, 'hex', /^([0-9A-Fa-f]{2})+$/, 'bytes in hex');
      break;
    case 'cut-before-answer':
    case 'cut-in-answer':
    case 'cut-on-request':
      if (args['how'] !== undefined) textLike(args, 'how', /^(end|reset)$/, 'end or reset');
      wholeNumber(args, 'bytes', 1, 0);
      break;
    case 'truncated':
      wholeNumber(args, 'bytes', 1, 0);
      break;
    case 'issue-scripts':
      if (wholeNumber(args, 'scripts', 1, 1) > 9) throw new RangeError('scripts is a whole number from 1 to 9');
      break;
  }
  const { remaining, skip, mti, kind } = acquirer.faults.add(name, args);
  return { name, count: remaining, skip, mti, kind };
}

function codeOf(args: Args, name: FaultName): string {
  const code = textLike(args, 'code', /^[0-9A-Z]{2}$/, 'a response code of two characters');
  const isApproval = APPROVING_CODES.includes(code);
  if (code === '00' || (name === 'refuse-reversal' && isApproval)) throw new RangeError(`${code} is not a refusal`);
  if (!isApproval && DECLINE_TEXTS[code] === undefined) {
    throw new RangeError(`code is one of ${[...APPROVING_CODES.slice(1), ...Object.keys(DECLINE_TEXTS)].join(' ')}`);
  }
  return code;
}

function state(acquirer: Acquirer): object {
  const { ledger } = acquirer.host.bank;
  return {
    connections: acquirer.connectionCount,
    tpdu: acquirer.settings.tpdu,
    terminals: [...ledger.terminals.values()].map(({ tid, mid, batch, workingKeys }) => {
      return {
        tid,
        mid,
        batch,
        signedOn: workingKeys?.form ?? null,
        status: ledger.batch(tid, batch)?.status ?? 'open',
      };
    }),
    faults: acquirer.faults.list().map(({ name, remaining, skip, mti, kind, args }) => {
      const { id: _id, do: _do, ...given } = args;
      return { ...given, name, count: remaining, skip, mti, kind };
    }),
  };
}

/** What the acquirer's merchant portal would list of a batch. */
function batchStatement(acquirer: Acquirer, args: Args): object {
  const { ledger } = acquirer.host.bank;
  const tid = tidOf(acquirer, args);
  const number = textOrNull(args, 'batch') ?? ledger.terminals.get(tid)?.batch ?? '';
  const batch = ledger.batch(tid, number);
  if (!batch) throw new RangeError(`terminal ${tid} has no batch ${number}`);
  return { ...batchView(batch), records: statement(batch) };
}

/** `balance` in minor units. */
function setAccount(acquirer: Acquirer, args: Args): object {
  const pan = textLike(args, 'pan', /^\d{13,24}$/, 'a card number or payment code of 13 to 24 digits');
  const known = acquirer.host.bank.ledger.accounts.get(accountId(pan));
  const balanceMinor = wholeNumber(args, 'balance', known?.balanceMinor ?? 0, 0);
  const pin =
    args['pin'] === null
      ? null
      : args['pin'] === undefined
        ? '1234'
        : textLike(args, 'pin', /^\d{4,12}$/, '4 to 12 digits');
  const scheme =
    args['scheme'] === undefined ? (known?.scheme ?? 'CUP') : textLike(args, 'scheme', /^[A-Z]{3}$/, 'three letters');
  acquirer.setAccount(pan, balanceMinor, pin, scheme);
  return { account: accountId(pan), balanceMinor, scheme };
}

function setTerminal(acquirer: Acquirer, args: Args): object {
  const tid = textLike(args, 'tid', /^[\x20-\x7e]{8}$/, 'eight characters');
  const mid = textLike(args, 'mid', /^[\x20-\x7e]{15}$/, 'fifteen characters');
  const tmk = textLike(args, 'tmk', /^([0-9A-Fa-f]{16}){1,3}$/, '8, 16 or 24 bytes in hex');
  acquirer.registerTerminal(tid, mid, Buffer.from(tmk, 'hex'), textOrNull(args, 'batch') ?? '000001');
  return { tid, mid };
}

function setBatch(acquirer: Acquirer, args: Args): object {
  const tid = tidOf(acquirer, args);
  const batch = textLike(args, 'batch', /^(?!000000)\d{6}$/, 'six digits, not 000000');
  acquirer.host.bank.book({ line: 'batch-set', tid, batch });
  return { tid, batch, next: nextBatch(batch) };
}

/** `drop: STAN | true` (true: the last record) or `add: AMOUNT`, in the open batch. Accounts stay as they are. */
function unbalance(acquirer: Acquirer, args: Args): object {
  const { bank } = acquirer.host;
  const tid = tidOf(acquirer, args);
  const batch = bank.ledger.terminals.get(tid)?.batch ?? '';
  if (args['drop'] !== undefined) {
    const books = bank.ledger.batch(tid, batch);
    const records = books ? statement(books).filter((record) => record.kind !== 'added-by-fault') : [];
    const stan =
      args['drop'] === true ? records.at(-1)?.stan : textLike(args, 'drop', /^\d{6}$/, 'true or a trace number');
    if (stan === undefined || !records.some((record) => record.stan === stan))
      throw new RangeError('no such record in the open batch');
    bank.book({ line: 'record-dropped', tid, batch, stan });
    return { tid, batch, dropped: stan };
  }
  if (args['add'] === undefined)
    throw new RangeError('drop is true or a trace number, or add is an amount in minor units');
  const amountMinor = wholeNumber(args, 'add', 1, 1);
  const stan = args['stan'] === undefined ? '999999' : textLike(args, 'stan', /^\d{6}$/, 'six digits');
  const record = { stan, amountMinor, credit: args['credit'] === true };
  bank.book({ line: 'record-added', tid, batch, record });
  return { tid, batch, added: record };
}

/** The terminal named, or the only one. */
function tidOf(acquirer: Acquirer, args: Args): string {
  const tids = [...acquirer.host.bank.ledger.terminals.keys()];
  const tid = textOrNull(args, 'tid') ?? tids[0];
  if (tid === undefined || !tids.includes(tid)) throw new RangeError(`tid is one of ${tids.join(' ')}`);
  return tid;
}
