/** Asks a MagTek reader who it is: SET_REPORT with the question, GET_REPORT with the answer, each wait bounded (facts/peripherals §1a). */
import type { Cancel, Clock, HidPipe } from '../link/link.ts';
import { encodeGetProperty, FEATURE_BYTES, readPropertyAnswer, SERIAL_NUMBER, SOFTWARE_ID } from './magtek-wire.ts';

const ANSWER_MS = 1000;

export interface MagtekNames {
  readonly firmware: string | null;
  readonly serial: string | null;
}

export interface Interview {
  /** An answer of the reader. */
  feature(report: Uint8Array): void;
  stop(): void;
}

/**
 * Asks for software id and serial number; `done` gets null for what was not answered. After a silence nothing more is asked: answers
 * carry no number, a late one would be taken for the next.
 */
export function interviewMagtek(pipe: HidPipe, clock: Clock, done: (names: MagtekNames) => void): Interview {
  const answers: (string | null)[] = [];
  const questions = [SOFTWARE_ID, SERIAL_NUMBER];
  let cancelWait: Cancel | null = null;
  let asking = true;

  const finish = (): void => {
    asking = false;
    cancelWait?.();
    done({ firmware: answers[0] ?? null, serial: answers[1] ?? null });
  };
  const ask = (): void => {
    const question = questions[answers.length];
    if (question === undefined) {
      finish();
      return;
    }
    cancelWait = clock.after(ANSWER_MS, finish);
    const sent = pipe.writeFeature(encodeGetProperty(question)) === 'accepted';
    if (!sent || pipe.requestFeature(0, FEATURE_BYTES) !== 'accepted') finish();
  };
  ask();
  return {
    feature(report) {
      if (!asking) return;
      cancelWait?.();
      answers.push(readPropertyAnswer(report));
      ask();
    },
    stop() {
      asking = false;
      cancelWait?.();
    },
  };
}
