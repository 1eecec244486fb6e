/**
 * The PIN pad as a box of keys: questions for MACs wait for the pad one behind another, its events are their answers. The customer's conversation
 * with the pad goes first; a MAC waits for its end in the driver.
 */
import type { KeyBox } from '../../drivers/acquirer/key-box.ts';
import type { MacMade } from '../../drivers/acquirer/keys.ts';
import type { PinPadSession } from '../../drivers/pin-pad/pin-pad.ts';
import type { DeviceTold } from './device-openers.ts';

interface Question {
  readonly exchange: string;
  readonly sessionKeyHex: string;
  readonly data: Uint8Array;
  readonly done: (made: MacMade) => void;
}

const NO_PAD = 'the PIN pad, which holds the keys, is not connected';

export class PadKeyBox implements KeyBox {
  readonly #pad: () => PinPadSession | null;
  readonly #masterKeySlot: number;
  #waiting: Question[] = [];
  #asked: Question | null = null;
  #last = 0;
  /** A session is there from the moment in which its port is opened; the pad takes questions only once it has said that it is one. */
  #isIdentified = false;
  readonly #opened: () => void;

  /**
   * @param pad the session of the pad that is connected now
   * @param opened the box takes questions from now on, whether or not it did before
   */
  constructor(pad: () => PinPadSession | null, masterKeySlot: number, opened: () => void) {
    this.#pad = pad;
    this.#masterKeySlot = masterKeySlot;
    this.#opened = opened;
  }

  get ready(): boolean {
    return this.#isIdentified && this.#pad() !== null;
  }

  algorithm3(sessionKeyHex: string, data: Uint8Array, done: (made: MacMade) => void): void {
    this.#last += 1;
    this.#waiting.push({ exchange: `mac ${this.#last}`, sessionKeyHex, data, done });
    this.#next();
  }

  /** True: the event was the answer to a question of ours. */
  hear(event: DeviceTold): boolean {
    if (event.type === 'pinPad.identified') {
      this.#isIdentified = true;
      this.#opened();
      return false;
    }
    if (event.type === 'pinPad.lost') {
      this.#isIdentified = false;
      this.#giveUp();
      return false;
    }
    const asked = this.#asked;
    if (asked === null || !('exchange' in event) || event.exchange !== asked.exchange) return false;
    if (event.type === 'pinPad.macMade') this.#answer(asked, { made: true, mac: event.mac });
    else if (event.type === 'pinPad.refused')
      this.#answer(asked, { made: false, why: `PIN pad: ${event.meaning} (${event.code})` });
    else return false;
    return true;
  }

  #next(): void {
    if (this.#asked !== null) return;
    const question = this.#waiting.shift();
    if (question === undefined) return;
    const { exchange, sessionKeyHex, data } = question;
    this.#asked = question;
    const asked = this.#pad()?.askMac({ exchange, masterKeySlot: this.#masterKeySlot, sessionKeyHex, data });
    if (asked === undefined) this.#answer(question, { made: false, why: NO_PAD });
    else if (asked.result === 'refused') this.#answer(question, { made: false, why: asked.detail });
  }

  #answer(question: Question, made: MacMade): void {
    this.#asked = null;
    question.done(made);
    this.#next();
  }

  #giveUp(): void {
    const left = this.#asked === null ? this.#waiting : [this.#asked, ...this.#waiting];
    this.#asked = null;
    this.#waiting = [];
    for (const { done } of left) done({ made: false, why: NO_PAD });
  }
}
