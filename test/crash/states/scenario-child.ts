/**
 * A process of its own for a traced run: `scenario-child.ts FOLDER SCENARIO`. What it says on stdout stands for good (trader.ts); `wishing …` says
 * that from here on either may be found, `wished …` that only the new may.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { backUp } from '../../../storage/backup/backup.ts';
import { askForNextStart, doNextStart, type NextStart } from '../../../storage/settings/next-start.ts';
import { STAMP, say, Trader } from './trader.ts';

const SKIP = 100;

/** Begins a journal, sells, gives back, reverses, prints, wipes, rests, closes, opens again. */
function trade(folder: string): void {
  const trader = new Trader(folder);
  for (let round = 0; round < 3; round++) {
    const [sale, lost, back] = [`sale${round}`, `lost${round}`, `back${round}`];
    trader.sell(sale);
    trader.submit('sale', lost, 500, null);
    trader.append([{ type: 'sale.unknown', txn: lost, body: { cause: 'timeout', detail: '' } }]);
    trader.append([{ type: 'reversal.sent', txn: lost, body: { attempt: 1, reason: '98' } }]);
    trader.rest();
    trader.append([{ type: 'reversal.accepted', txn: lost, body: { responseCode: '00' } }]);
    trader.submit('refund', back, 300, sale);
    trader.approve('refund', back);
    trader.wipe(sale, 'pan');
    if (round === 1) trader.reopen();
  }
  trader.close();
}

/** Two batches are closed, with what the old one kept wiped. */
function settle(folder: string): void {
  const trader = new Trader(folder);
  for (const round of [0, 1]) {
    trader.sell(`sale${round}`);
    trader.submit('refund', `back${round}`, 300, `sale${round}`);
    trader.approve('refund', `back${round}`);
    trader.settle(`settlement${round}`);
    trader.rest();
  }
  trader.close();
}

/** Refunds are promised, one is paid, one taken back. */
function promise(folder: string): void {
  const trader = new Trader(folder);
  trader.sell('sale');
  for (const [at, txn] of ['paid', 'taken-back', 'left'].entries()) trader.promise(txn, 'sale', 200 + at);
  trader.rest();
  trader.submit('refund', 'paid', 200, 'sale');
  trader.approve('refund', 'paid');
  trader.append([{ type: 'refund.cancelled', txn: 'taken-back', body: { why: 'customer' } }]);
  trader.reopen();
  trader.close();
}

async function backup(folder: string): Promise<string> {
  const trader = new Trader(folder);
  trader.sell('before');
  const name = 'first';
  const { verdict } = await backUp(join(folder, 'journal.sqlite'), join(folder, 'backups', name));
  say(`backed ${name} ${verdict.entries} ${verdict.headHash}`);
  trader.sell('after');
  trader.close();
  return join(folder, 'backups', name, 'journal.sqlite');
}

async function restore(folder: string): Promise<void> {
  const from = await backup(folder);
  wish(folder, { do: 'restore', backup: from, skip: SKIP, by: '5' });
  const trader = new Trader(folder);
  trader.sell('later');
  trader.close();
}

function reset(folder: string): void {
  const trader = new Trader(folder);
  trader.sell('before');
  trader.close();
  wish(folder, { do: 'reset', by: '5' });
  new Trader(folder).close();
}

/** As the maintenance port asks for it and the next start does it. */
function wish(folder: string, wanted: NextStart): void {
  say(`wishing ${wanted.do}`);
  askForNextStart(folder, wanted);
  say(`wished ${wanted.do}`);
  const done = doNextStart(folder, (operator) => ({ ...STAMP, operator }), randomBytes);
  if (done?.problem !== null) throw new Error(`not done: ${done?.problem}`);
  say(`did ${wanted.do}`);
}

const SCENARIOS: Readonly<Record<string, (folder: string) => unknown>> = {
  trade,
  settle,
  promise,
  backup,
  restore,
  reset,
};

const [folder = '', scenario = ''] = process.argv.slice(2);
await SCENARIOS[scenario]?.(folder);
