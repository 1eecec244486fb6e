/**
 * The talk with the pad, one input at a time (facts/peripherals §1c, its five traps, §6 no. 4 and 5). Pure.
 *
 * Every frame of the pad is acknowledged, also one that nobody asked for: a pad without its ACK repeats it twice and then sends an EOT, which
 * would be taken for the result of something else. An answer counts only between the ACK of its request and the end of it: what comes before
 * or after is a repetition, or crossed a cancel.
 */
import { type Answer, hexOf, ksnOf, macOf, type Refusal, readAnswer } from './answers.ts';
import {
  ACK_MS,
  CLOSING_EOT_MS,
  MAC_MS,
  mayHaveTimedOut,
  NAKS,
  SELF_TEST_MS,
  SENDS,
  SETTLE_MS,
  STATUS_MS,
} from './delays.ts';
import type { Dialogue, Input, Output, Settings, Stage, Stepped } from './dialogue.ts';
import { deadlineOf } from './dialogue.ts';
import { REFUSALS } from './faults.ts';
import { checkJob, clearJob, clearStep, type Exchange, type Job, startJob, type Want } from './job.ts';
import type { PinPadEvent } from './pin-pad.ts';
import { encodeControl, type PadWord } from './wire.ts';

type At<Name extends Stage['at']> = Dialogue & { readonly stage: Extract<Stage, { at: Name }> };

/** One step. `out` is to be done in order; it says what is to be wiped, the body of a frame that was heard included. */
export function step(state: Dialogue, input: Input, settings: Settings, nowMs: number): Stepped {
  if (state.stage.at === 'over') return stay(state);
  const talk = new Talk(settings, nowMs);
  switch (input.type) {
    case 'opened':
      return talk.begin(state, startJob());
    case 'word':
      return talk.hear(state, input.word);
    case 'due':
      return talk.due(state);
    case 'ask':
      return talk.takeOn({ ...state, queue: [...state.queue, input.job] });
    case 'check':
      return talk.takeOn({ ...state, queue: [...state.queue, checkJob()] });
    case 'cancel':
    case 'reset':
      return talk.interrupt(state, input.type);
    case 'ended':
      return over(state);
  }
}

/** The rules, at one moment on one line. Holds no state of its own. */
class Talk {
  readonly #settings: Settings;
  readonly #nowMs: number;

  constructor(settings: Settings, nowMs: number) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  // --- jobs ---

  /** Starts what waits, if the line is free. */
  takeOn(state: Dialogue): Stepped {
    const [job, ...queue] = state.queue;
    if (state.stage.at !== 'idle' || job === undefined) return stay(state);
    return this.begin({ ...state, queue }, job);
  }

  begin(state: Dialogue, job: Job): Stepped {
    const steps = isAsked(job) && state.pad === 'unknown' ? [clearStep(), ...job.steps] : job.steps;
    return this.#proceed({ ...state, job, rest: steps });
  }

  /** The next step of the job under way, or its end. */
  #proceed(state: Dialogue): Stepped {
    const [next, ...rest] = state.rest;
    if (next !== undefined) return this.#send({ ...state, rest, naks: 0 }, next, 1);
    const { job } = state;
    if (job?.kind === 'start') return this.#rest(state, 'idle', identified(state));
    if (job?.kind === 'clear') return this.#settle(state, job.done);
    return this.#rest(state, job?.shows === true ? 'showing' : 'idle', job?.done ?? null);
  }

  #stepDone(state: At<'sending' | 'answering' | 'closing'>): Stepped {
    return first([wipe(state.stage.step)], this.#proceed(state));
  }

  /** The job is over; `event` is its outcome. */
  #rest(state: Dialogue, pad: Dialogue['pad'], event: PinPadEvent | null): Stepped {
    const idle: Dialogue = { ...freed(state), pad, stage: { at: 'idle', sinceMs: this.#nowMs } };
    return first([...wipes(state), ...tell(event)], this.takeOn(idle));
  }

  #settle(state: Dialogue, event: PinPadEvent | null): Stepped {
    const stage: Stage = { at: 'settling', deadlineMs: this.#nowMs + SETTLE_MS };
    return { state: { ...freed(state), pad: 'idle', stage }, out: [...wipes(state), ...tell(event)] };
  }

  /** Ends the job under way on the pad first, then tells `event`. */
  #clear(state: Dialogue, how: 'cancel' | 'reset', event: PinPadEvent): Stepped {
    return first(wipes(state), this.begin(freed(state), clearJob(how, event)));
  }

  interrupt(state: Dialogue, how: 'cancel' | 'reset'): Stepped {
    const { job, stage } = state;
    if (job?.kind === 'request' && job.exchange !== null) {
      if (stage.at === 'sending') return stay({ ...state, interrupted: how });
      return this.#clear({ ...state, eotOwed: stage.at === 'closing' }, how, cancelled(job.exchange));
    }
    // What waits has not reached the pad.
    const waiting = state.queue.filter((one) => one.kind === 'request');
    const out = waiting.flatMap((one) => [
      ...one.steps.map(wipe),
      ...tell(one.exchange === null ? null : cancelled(one.exchange)),
    ]);
    const own = state.queue.filter((one) => one.kind !== 'request');
    const wanted = how === 'reset' && !own.some((one) => one.kind !== 'mac') && state.selfTest !== null;
    return first(out, this.takeOn({ ...state, queue: wanted ? [...own, clearJob('reset', null)] : own }));
  }

  // --- sending ---

  #send(state: Dialogue, exchange: Exchange, sends: number): Stepped {
    const deadlineMs = this.#nowMs + exchange.frame.length * this.#settings.msPerByte + ACK_MS;
    return {
      state: { ...state, stage: { at: 'sending', step: exchange, sends, deadlineMs } },
      out: [{ do: 'send', bytes: exchange.frame }],
    };
  }

  /** No ACK: once more, or the end. */
  #again(state: At<'sending' | 'answering'>, refusal: Refusal): Stepped {
    const { step: exchange } = state.stage;
    const { sends } = state.stage;
    const { job } = state;
    if (state.interrupted !== null && job?.exchange)
      return this.#clear(state, state.interrupted, cancelled(job.exchange));
    if (sends < SENDS) return this.#send(state, exchange, sends + 1);
    const asked = isAsked(job) && job.exchange !== null && exchange.want.kind !== 'clear';
    const ended = asked
      ? this.#clear(state, 'cancel', refused(job.exchange, refusal))
      : lose(state, `the PIN pad gives no answer that can be used: ${refusal.meaning}`);
    return first([control('eot')], ended);
  }

  #acknowledged(state: At<'sending'>): Stepped {
    const { step: exchange } = state.stage;
    const { job } = state;
    // An EOT that was owed would have come before this ACK.
    const settled: At<'sending'> = { ...state, eotOwed: false };
    if (state.interrupted !== null && job?.exchange)
      return this.#clear(settled, state.interrupted, cancelled(job.exchange));
    const { want } = exchange;
    if (want.kind === 'ack' || want.kind === 'clear') return this.#stepDone(settled);
    const stage: Stage = {
      at: 'answering',
      step: exchange,
      sends: state.stage.sends,
      sinceMs: this.#nowMs,
      deadlineMs: this.#nowMs + answerMs(want),
    };
    return stay({ ...settled, stage });
  }

  // --- hearing ---

  hear(state: Dialogue, word: PadWord): Stepped {
    switch (word.kind) {
      case 'ack':
        return isAt(state, 'sending') ? this.#acknowledged(state) : stay(state);
      case 'nak':
        // In `answering` the ACK before it was a stray one: the request has not been taken.
        return isAt(state, 'sending') || isAt(state, 'answering')
          ? this.#again(state, REFUSALS.notUnderstood)
          : stay(state);
      case 'eot':
        return this.#ended(state);
      case 'damaged':
        return this.#damaged(state);
      case 'frame': {
        const { group, body } = word;
        const ksn = ksnOf(group, body);
        const mac = macOf(group, body);
        const again = mac !== null && state.repeated?.mac === mac;
        const heard: Dialogue = {
          ...state,
          naks: 0,
          lastKsn: ksn ?? state.lastKsn,
          repeated: again ? oneLess(state.repeated) : state.repeated,
        };
        const repeated = again || (ksn !== null && ksn === state.lastKsn);
        const answer = isAt(heard, 'answering') && !repeated ? readAnswer(heard.stage.step.want, group, body) : null;
        const answered = answer !== null && isAt(heard, 'answering') ? this.#answered(heard, answer) : stay(heard);
        return { state: answered.state, out: [control('ack'), ...answered.out, { do: 'wipe', bytes: body }] };
      }
    }
  }

  #answered(state: At<'answering'>, answer: Answer): Stepped {
    switch (answer.kind) {
      case 'passed':
        // Whether an EOT follows, the manual's pages on MACs do not say: it may come, and is not waited for.
        if (state.stage.step.want.kind === 'mac') return this.#stepDone({ ...state, eotOwed: true });
        return stay({ ...state, stage: this.#closing(state.stage.step) });
      case 'self-test':
        return first(
          tell(state.job?.kind === 'check' ? changed(state, answer.selfTest) : null),
          stay({ ...state, selfTest: answer.selfTest, stage: this.#closing(state.stage.step) }),
        );
      case 'refused': {
        const eotOwed = state.stage.step.want.kind !== 'pin';
        return this.#endRequest({ ...state, eotOwed }, answer.refusal);
      }
      case 'outcome': {
        const { event } = answer;
        // It has shown nothing and taken nothing away.
        if (event.type === 'pinPad.macMade') {
          const left = state.stage.sends - 1;
          const repeated = left > 0 ? { mac: hexOf(event.mac), left } : null;
          return this.#rest({ ...state, eotOwed: true, repeated }, state.pad === 'showing' ? 'showing' : 'idle', event);
        }
        if (event.type !== 'pinPad.pinEntered') return this.#rest(state, 'idle', event);
        // The pad shows its own words now, and takes only 72 until somebody presses CLEAR.
        return this.#rest(state, 'unknown', event);
      }
    }
  }

  #closing(exchange: Exchange): Stage {
    return { at: 'closing', step: exchange, deadlineMs: this.#nowMs + CLOSING_EOT_MS };
  }

  #endRequest(state: Dialogue, refusal: Refusal): Stepped {
    const { job } = state;
    // The driver's own messages are never refused: this EOT belongs to something older. Silence will tell.
    if (!isAsked(job) || job.exchange === null) return stay(state);
    return this.#rest(state, 'unknown', refused(job.exchange, refusal));
  }

  /** EOT: a result, not an error. */
  #ended(state: Dialogue): Stepped {
    if (isAt(state, 'closing')) return this.#stepDone(state);
    if (isAt(state, 'answering')) return this.#entryEnded(state);
    if (!isAt(state, 'sending')) return stay({ ...state, eotOwed: false });
    if (state.eotOwed) return stay({ ...state, eotOwed: false });
    if (state.interrupted !== null && state.job?.exchange)
      return this.#clear(state, state.interrupted, cancelled(state.job.exchange));
    if (state.stage.step.want.kind === 'clear') return this.#stepDone(state);
    return this.#endRequest(state, REFUSALS.notTaken);
  }

  #entryEnded(state: At<'answering'>): Stepped {
    const { want, frame } = state.stage.step;
    const elapsedMs = this.#nowMs - state.stage.sinceMs;
    // The ACK of the first one came behind the second one, whose answer is as late as it was.
    const secondMs = frame.length * this.#settings.msPerByte + ACK_MS + SETTLE_MS;
    if (isEntry(want) && state.stage.sends > 1 && elapsedMs < secondMs)
      // Sent again for want of the ACK that came late: a pad in an entry says EOT to it. Nobody has read the question yet.
      return stay({ ...state, stage: { ...state.stage, sends: state.stage.sends - 1 } });
    if (want.kind === 'pin') {
      const { exchange } = want;
      const event: PinPadEvent = mayHaveTimedOut(elapsedMs, want.padLimitMs)
        ? { type: 'pinPad.timedOut', exchange }
        : { type: 'pinPad.cancelled', exchange, by: 'customer' };
      return this.#rest(state, 'unknown', event);
    }
    if (want.kind === 'text') {
      const by = mayHaveTimedOut(elapsedMs, want.keyLimitMs) ? 'customerOrTimeout' : 'customer';
      return this.#rest(state, 'unknown', { type: 'pinPad.cancelled', exchange: want.exchange, by });
    }
    return this.#endRequest(state, REFUSALS.notTaken);
  }

  #damaged(state: Dialogue): Stepped {
    if (state.naks < NAKS) return { state: { ...state, naks: state.naks + 1 }, out: [control('nak')] };
    const told: Dialogue = { ...state, naks: 0 };
    const exchange = isAsked(state.job) ? state.job.exchange : null;
    if (!isAt(told, 'answering')) return first([control('eot')], stay(told));
    return first(
      [control('eot')],
      exchange === null
        ? lose(told, REFUSALS.unreadable.meaning)
        : this.#clear(told, 'cancel', refused(exchange, REFUSALS.unreadable)),
    );
  }

  // --- time ---

  due(state: Dialogue): Stepped {
    const deadlineMs = deadlineOf(state, this.#settings);
    if (deadlineMs === null || this.#nowMs < deadlineMs) return stay(state);
    if (isAt(state, 'sending')) return this.#again(state, REFUSALS.silent);
    if (isAt(state, 'answering')) return this.#unanswered(state);
    if (isAt(state, 'closing')) return this.#stepDone({ ...state, eotOwed: true });
    if (isAt(state, 'settling')) return this.takeOn({ ...state, stage: { at: 'idle', sinceMs: this.#nowMs } });
    return this.begin(state, checkJob());
  }

  #unanswered(state: At<'answering'>): Stepped {
    const { want } = state.stage.step;
    switch (want.kind) {
      case 'pin':
      case 'key':
      case 'text':
        return this.#clear(state, 'cancel', { type: 'pinPad.timedOut', exchange: want.exchange });
      case 'mac':
        return this.#clear(state, 'cancel', refused(want.exchange, REFUSALS.silent));
      case 'self-test':
        return lose(state, 'the PIN pad acknowledged the self-test and gave no result');
      case 'prompt':
      case 'key-slot':
      case 'ack':
      case 'clear':
        // The older pads of the family acknowledge and say no more.
        return this.#stepDone(state);
    }
  }
}

function oneLess(repeated: Dialogue['repeated']): Dialogue['repeated'] {
  return repeated !== null && repeated.left > 1 ? { ...repeated, left: repeated.left - 1 } : null;
}

/** Somebody is to type something. */
function isEntry({ kind }: Want): boolean {
  return kind === 'pin' || kind === 'key' || kind === 'text';
}

function answerMs(want: Want): number {
  switch (want.kind) {
    case 'pin':
    case 'key':
    case 'text':
      return want.limitMs;
    case 'mac':
      return MAC_MS;
    case 'self-test':
      return SELF_TEST_MS;
    case 'prompt':
    case 'key-slot':
    case 'ack':
    case 'clear':
      return STATUS_MS;
  }
}

function isAt<Name extends Stage['at']>(state: Dialogue, name: Name): state is At<Name> {
  return state.stage.at === name;
}

/** The firmware waits for its outcome. */
function isAsked(job: Job | null): job is Job {
  return job?.kind === 'request' || job?.kind === 'mac';
}

function stay(state: Dialogue): Stepped {
  return { state, out: [] };
}

function first(out: readonly Output[], then: Stepped): Stepped {
  return { state: then.state, out: [...out, ...then.out] };
}

function control(which: 'ack' | 'nak' | 'eot'): Output {
  return { do: 'send', bytes: encodeControl(which) };
}

function tell(event: PinPadEvent | null): Output[] {
  return event === null ? [] : [{ do: 'tell', event }];
}

function wipe(exchange: Exchange): Output {
  return { do: 'wipe', bytes: exchange.frame };
}

/** Of all frames of the job under way. */
function wipes(state: Dialogue): Output[] {
  const { stage } = state;
  const current = 'step' in stage ? [stage.step] : [];
  return [...current, ...state.rest].map(wipe);
}

function freed(state: Dialogue): Dialogue {
  return { ...state, job: null, rest: [], interrupted: null };
}

function cancelled(exchange: string): PinPadEvent {
  return { type: 'pinPad.cancelled', exchange, by: 'terminal' };
}

function refused(exchange: string, { code, meaning }: Refusal): PinPadEvent {
  return { type: 'pinPad.refused', exchange, code, meaning };
}

function identified(state: Dialogue): PinPadEvent | null {
  return state.selfTest === null ? null : { type: 'pinPad.identified', selfTest: state.selfTest };
}

function changed(state: Dialogue, now: NonNullable<Dialogue['selfTest']>): PinPadEvent | null {
  const same = state.selfTest?.faults.join() === now.faults.join();
  return same ? null : { type: 'pinPad.selfTestChanged', selfTest: now };
}

function lose(state: Dialogue, detail: string): Stepped {
  return first([{ do: 'lose', detail }], over(state));
}

function over(state: Dialogue): Stepped {
  const queued = state.queue.flatMap((job) => job.steps.map(wipe));
  return { state: { ...freed(state), queue: [], stage: { at: 'over' } }, out: [...wipes(state), ...queued] };
}
