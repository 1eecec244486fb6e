/**
 * The training host, which whoever started this process starts and works for it: an acquirer on this machine that books play money. Asked for over
 * the channel to the parent process, so that nothing of the emulators is loaded into the firmware.
 */
import type { Clock } from '../../drivers/link/link.ts';
import type { TerminalFile } from '../configuration/terminal-file.ts';
import { TRAINING_TMK } from '../rules/training.ts';
import type { TrainingHost } from './training-place.ts';

/** To the process that started this one, and back. */
export interface ParentChannel {
  send(message: object): void;
  hear(listener: (message: unknown) => void): void;
}

/** What the host must be like to be understood, and where it keeps its books. */
export interface HostWish {
  readonly tid: string;
  readonly mid: string;
  readonly tmk: string;
  readonly dialect: string;
  readonly encoding: { readonly digits: string; readonly bitmap: string; readonly length: string } | null;
  readonly ledger: string;
}

interface Answer {
  readonly address: string | null;
  readonly problem: string | null;
}

/** A parent that knows nothing of training answers nothing; one that does starts a process first. */
const PATIENCE_MS = { open: 30_000, work: 5_000 } as const;

export class TrainingHostLink implements TrainingHost {
  readonly #channel: ParentChannel;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor(channel: ParentChannel, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
    channel.hear((message) => this.#hear(message));
  }

  /** @param opened with its address, or null and what went wrong; once, within bounded time */
  open(wish: HostWish, opened: (address: string | null, problem: string | null) => void): void {
    this.#ask({ training: 'open', host: wish }, PATIENCE_MS.open, ({ address, problem }) => opened(address, problem));
  }

  do(verb: string, args: Readonly<Record<string, unknown>>, done: (problem: string | null) => void): void {
    this.#ask({ training: 'do', verb, args }, PATIENCE_MS.work, ({ problem }) => done(problem));
  }

  #ask(message: object, patienceMs: number, answered: (answer: Answer) => void): void {
    this.#asked += 1;
    const id = this.#asked;
    const cancel = this.#clock.after(patienceMs, () => this.#answer(id, { address: null, problem: 'no answer' }));
    this.#waiting.set(id, (answer) => {
      cancel();
      answered(answer);
    });
    this.#channel.send({ ...message, id });
  }

  #hear(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    const { training, id, address, problem } = message as Readonly<Record<string, unknown>>;
    if (training !== 'answer' || typeof id !== 'number') return;
    this.#answer(id, {
      address: typeof address === 'string' ? address : null,
      problem: typeof problem === 'string' ? problem : null,
    });
  }

  #answer(id: number, answer: Answer): void {
    const answered = this.#waiting.get(id);
    this.#waiting.delete(id);
    answered?.(answer);
  }
}

/** @param ledger file in which the host keeps its books over restarts */
export function hostWish({ terminal, acquirer }: TerminalFile, ledger: string): HostWish {
  const { digits, bitmap, length } = acquirer.encoding ?? { digits: 'ascii', bitmap: 'hex', length: 'binary2' };
  return {
    tid: terminal.tid,
    mid: terminal.mid,
    tmk: TRAINING_TMK,
    dialect: acquirer.profile === 'iso87' ? 'iso87' : 'unionpay',
    encoding: acquirer.profile === 'iso87' ? { digits, bitmap, length } : null,
    ledger,
  };
}
