/** The way to the acquirer: the layers of the network, then an echo on a connection of its own (requirement E3; facts/acquirer §1.2 "echo test"). */
import type { Acquirer, AcquirerEvent } from '../../drivers/acquirer/acquirer.ts';
import type { Cancel } from '../../drivers/link/link.ts';
import type { Stamp } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { LayerFacts } from '../rules/refund-guide.ts';

/** Tries the layers below; calls `done` with whether the acquirer can be reached by them. */
export type ProbeLayers = (told: (layer: LayerFacts) => void, done: () => void) => Cancel;

export interface ProbeParts {
  readonly journal: Journal;
  readonly stamp: () => Stamp;
  /** Left out where there is no network (a simulated line): the echo alone says whether it carries. */
  readonly layers: ProbeLayers | null;
  /** A session that nobody else uses, closed after one exchange. */
  readonly openAcquirer: (on: (event: AcquirerEvent) => void) => Acquirer;
}

const EXCHANGE = 'echo';

/** Journals the trace number that the echo spends before anything of it leaves. */
export function networkProbe({ journal, stamp, layers, openAcquirer }: ProbeParts) {
  return (told: (layer: LayerFacts) => void, done: () => void): Cancel => {
    let failed = false;
    const echo = echoOf({ journal, stamp, openAcquirer }, (layer) => {
      told(layer);
      done();
    });
    const note = (layer: LayerFacts): void => {
      failed ||= layer.verdict === 'failed';
      told(layer);
    };
    const goOn = (): void => {
      if (!failed) {
        echo.start();
        return;
      }
      told({ layer: 'echo', verdict: 'skipped', detail: 'a layer below comes first' });
      done();
    };
    const stop = layers === null ? () => {} : layers(note, goOn);
    if (layers === null) goOn();
    return () => {
      stop();
      echo.cancel();
    };
  };
}

/** The echo alone. Bounded; silent once cancelled. */
export function echoProbe(parts: Pick<ProbeParts, 'journal' | 'stamp' | 'openAcquirer'>) {
  return (told: (layer: LayerFacts) => void): Cancel => {
    const echo = echoOf(parts, told);
    echo.start();
    return echo.cancel;
  };
}

function echoOf(
  { journal, stamp, openAcquirer }: Pick<ProbeParts, 'journal' | 'stamp' | 'openAcquirer'>,
  told: (layer: LayerFacts) => void,
): { readonly start: () => void; readonly cancel: Cancel } {
  let session: Acquirer | null = null;
  const end = (verdict: LayerFacts['verdict'], detail: string): void => {
    if (session === null) return;
    session.close();
    session = null;
    told({ layer: EXCHANGE, verdict, detail });
  };
  const ask = (acquirer: Acquirer): void => {
    const { nextStan, batch } = journal.counters();
    const prepared = acquirer.prepare(EXCHANGE, { kind: 'echo', stan: nextStan, batch });
    journal.append([{ type: 'stan.spent', txn: null, body: { stan: nextStan, batch, on: EXCHANGE } }], stamp());
    if (acquirer.send(prepared) === 'refused') end('failed', 'the link took nothing');
  };
  const on = (event: AcquirerEvent): void => {
    if (session === null) return;
    if (event.type === 'acquirer.connected') ask(session);
    else if (event.type === 'acquirer.lost') end('failed', event.fault.detail);
    else if (event.type === 'acquirer.unanswered') end('failed', `no echo: ${event.cause}`);
    else if (event.type === 'acquirer.answered')
      end(event.answer.responseCode === '00' ? 'ok' : 'failed', `answered ${event.answer.responseCode}`);
  };
  return {
    start: () => {
      session = openAcquirer(on);
      if (session.carries('echo')) session.connect();
      else end('skipped', 'this acquirer has no echo');
    },
    cancel: () => {
      session?.close();
      session = null;
    },
  };
}
