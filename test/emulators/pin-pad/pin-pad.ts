/**
 * A PIN pad of the 1000SE family (facts/peripherals §1c): prompts, PIN entry with DUKPT or master/session keys, cancel, health.
 *
 * The session is the pad's: EOT is a result (cancelled, timed out, not now), not an error.
 */
import type { Verb } from '../control.ts';
import type { SerialWorld } from '../serial-shell.ts';
import { choiceOf, numberOf, textOf } from '../verb-arguments.ts';
import { administration } from './administration.ts';
import type { Entry, PadKey } from './entry.ts';
import { KeyEntry, PinEntry, padKeys, TextEntry } from './entry.ts';
import type { PinAnswer } from './key-store.ts';
import { DukptStore, MasterKeys } from './key-store.ts';
import { MacSession } from './mac-session.ts';
import type { Reply } from './packet-line.ts';
import { PacketLine } from './packet-line.ts';
import type { PacketKind } from './packets.ts';
import type { Prompt } from './prompts.ts';
import { isPrompt, readPrompt, readZ42, readZ50 } from './prompts.ts';
import type { KeyManagement, PinRequest, PinRequestError } from './requests.ts';
import { read60, read70, readZ60, readZ62 } from './requests.ts';

export interface PinPadOptions {
  readonly keys: KeyManagement;
  /** DUKPT: KSN before the first PIN, 20 hex digits. */
  readonly ksn?: string;
  readonly fullKsn?: boolean;
  /** Master/session: the master key in slot 0, selected; hex. */
  readonly masterKey?: string;
  readonly serial?: string;
  /** EOT behind each Z67, as behind the status of a Z2. */
  readonly macEot?: boolean;
}

type Outcome = { readonly reply: Reply; readonly afterwards?: () => void };

const ack: Outcome = { reply: 'ack' };
const eot: Outcome = { reply: 'eot' };
const testPin = '1234';

export class PinPad {
  readonly #world: SerialWorld;
  readonly #line: PacketLine;
  readonly #keys: KeyManagement;
  readonly #dukpt: DukptStore;
  readonly #masters = new MasterKeys();
  readonly #macs = new MacSession(this.#masters);
  readonly #macEot: boolean;
  readonly #administration: (text: string) => Outcome;
  #prompt: Prompt | null = null;
  #entry: Entry | null = null;
  #stopTimer: () => void = () => {};
  /** After a PIN a master/session pad shows "PIN PAD PROCESSING" and takes only 72 until CLEAR. */
  #processing = false;
  #duplicateNext = false;
  #crossingPin: string | null = null;
  #health = '0';
  readonly verbs: Record<string, Verb>;

  constructor(world: SerialWorld, options: PinPadOptions) {
    this.#world = world;
    this.#keys = options.keys;
    this.#macEot = options.macEot ?? false;
    this.#dukpt = new DukptStore(options.ksn ?? 'FFFF9876543210E00000', options.fullKsn ?? false);
    if (options.masterKey !== undefined) {
      this.#masters.load(0, options.masterKey);
      this.#masters.select(0);
    }
    this.#line = new PacketLine(world, {
      packet: (kind, text) => this.#packet(kind, text),
      ended: () => this.#toIdle(),
    });
    this.#administration = administration(this.#line, this.#masters, options.serial ?? '00000000', () => this.#health);
    this.verbs = this.#verbs();
  }

  receive(bytes: Uint8Array): void {
    this.#line.receive(bytes);
  }

  unplugged(): void {
    this.#line.reset();
    this.#macs.cancel();
    this.#toIdle();
  }

  /** It shows its own page: nothing is asked of a customer, and nobody's words stand on it. */
  get isIdle(): boolean {
    return this.#entry === null && this.#prompt === null && !this.#processing;
  }

  #verbs(): Record<string, Verb> {
    return {
      'enter-pin': (args) => {
        if (this.#entry?.what !== 'pin') throw new Error('no PIN is being asked for');
        const pin = textOf(args, 'pin');
        if (!/^\d*$/.test(pin)) throw new Error('"pin" must be digits');
        for (const digit of pin) this.#press(digit as PadKey);
        this.#press('enter');
      },
      press: (args) => this.#press(choiceOf(args, 'key', padKeys)),
      'press-cancel': () => this.#press('cancel'),
      nak: (args) => {
        this.#line.nakNext = numberOf(args, 'count', 1);
      },
      'no-ack': (args) => {
        this.#line.ignoreNext = numberOf(args, 'count', 1);
      },
      'wrong-lrc': (args) => {
        this.#line.wrongLrcNext = numberOf(args, 'count', 1);
      },
      'duplicate-71': () => {
        this.#duplicateNext = true;
      },
      'late-71': (args) => {
        this.#crossingPin = textOf(args, 'pin', testPin);
      },
      health: (args) => {
        const found = textOf(args, 'found', '0');
        if (!/^(0|[125]+)$/.test(found)) throw new Error('"found" must be 0, or any of 1 (RAM), 2 (ROM), 5 (keys)');
        this.#health = found;
      },
      /** As after a tamper alarm. */
      'lose-keys': () => {
        this.#masters.clear();
        this.#health = '5';
      },
      'load-master-key': (args) => {
        const [slot, key] = [numberOf(args, 'slot', 0), textOf(args, 'key')];
        if (!MasterKeys.isSlot(slot) || !/^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{32})$/.test(key)) {
          throw new Error('slot 0 to 9, key 16 or 32 hex digits');
        }
        this.#masters.load(slot, key);
        this.#masters.select(slot);
        this.#health = '0';
      },
    };
  }

  #packet(kind: PacketKind, text: string): Outcome {
    // Whatever the pad was saying, the host has moved on.
    this.#line.abandon();
    if (kind === 'administration') {
      return this.#entry === null && !this.#processing ? this.#administration(text) : eot;
    }
    if (text === '72') return this.#cancel();
    if (this.#processing) return eot;
    if (text === 'Z1') {
      this.#toIdle();
      return ack;
    }
    if (this.#entry !== null) return eot;
    if (isPrompt(text)) return this.#show(text);
    if (text.startsWith('Z42')) return this.#askKey(text);
    if (text.startsWith('Z50')) return this.#askText(text);
    if (text.startsWith('Z66') && this.#keys === 'master-session') return this.#makeMac(text);
    if (text.startsWith('Z60')) return this.#askPin(readZ60(text, this.#keys), true);
    if (text.startsWith('Z62')) return this.#askPin(readZ62(text, this.#keys), false);
    if (text.startsWith('70')) return this.#askPin(read70(text, this.#keys), false);
    if (text.startsWith('60') && this.#keys === 'dukpt') return this.#askPin(read60(text), false);
    if (text.startsWith('76') && this.#keys === 'dukpt') return this.#answerTest(text);
    this.#world.emit('error', { detail: `unknown message ${JSON.stringify(text.slice(0, 3))} ignored` });
    return { reply: 'none' };
  }

  /** Idle: ACK. While the customer types: EOT alone, and a 71 may be crossing it. */
  #cancel(): Outcome {
    const entry = this.#entry;
    const wasProcessing = this.#processing;
    this.#macs.cancel();
    this.#toIdle();
    if (entry === null || wasProcessing) return ack;
    const crossing = this.#crossingPin;
    this.#crossingPin = null;
    if (!(entry instanceof PinEntry) || crossing === null) return eot;
    return { reply: 'eot', afterwards: () => this.#answerPin(entry.request, crossing) };
  }

  #show(text: string): Outcome {
    const prompt = readPrompt(text);
    if (prompt === null) {
      this.#world.emit('error', { detail: 'prompt too long or malformed' });
      return eot;
    }
    this.#prompt = prompt;
    this.#world.emit('display', { lines: prompt.lines });
    // A PIN prompt is answered with its status, the others are only acknowledged.
    return prompt.kind === 'pin' ? { reply: 'ack', afterwards: () => this.#line.transmit('transaction', 'Z20') } : ack;
  }

  #askKey(text: string): Outcome {
    const timeoutMs = readZ42(text);
    if (timeoutMs === null || this.#prompt === null) return eot;
    return this.#begin(new KeyEntry(timeoutMs, this.#prompt.kind !== 'free'));
  }

  #askText(text: string): Outcome {
    const asked = readZ50(text);
    if (asked === null || this.#prompt === null || this.#prompt.kind === 'free') return eot;
    return this.#begin(new TextEntry(asked.timeoutMs, asked.echo, asked.longest));
  }

  #askPin(request: PinRequest | PinRequestError, needsPrompt: boolean): Outcome {
    if (needsPrompt && this.#prompt?.kind !== 'pin') return eot;
    if (typeof request === 'string') return { reply: 'ack', afterwards: () => this.#answerError(request) };
    if (request.prompts.length > 0) this.#world.emit('display', { lines: request.prompts.slice(0, 2) });
    return this.#begin(new PinEntry(request));
  }

  #makeMac(text: string): Outcome {
    const answer = this.#macs.take(text);
    this.#world.emit('mac', { status: answer[0] });
    const end = this.#macEot ? () => this.#line.endOfTransmission() : undefined;
    return { reply: 'ack', afterwards: () => this.#line.transmit('transaction', `Z67${answer}`, end) };
  }

  #answerTest(text: string): Outcome {
    const request = read70(text, 'dukpt');
    return {
      reply: 'ack',
      afterwards: () => (typeof request === 'string' ? this.#answerError(request) : this.#answerPin(request, testPin)),
    };
  }

  #begin(entry: Entry): Outcome {
    this.#entry = entry;
    this.#startTimer(entry);
    const amount = entry instanceof PinEntry ? { amount: entry.request.amount } : {};
    return { reply: 'ack', afterwards: () => this.#world.emit('awaiting', { what: entry.what, ...amount }) };
  }

  #startTimer(entry: Entry): void {
    this.#stopTimer();
    this.#stopTimer = this.#world.clock.after(entry.timeoutMs, () => {
      this.#toIdle();
      this.#world.emit('timed-out', { what: entry.what });
      if (entry.what === 'key') this.#line.transmit('transaction', 'Z43?');
      else this.#line.endOfTransmission();
    });
  }

  #press(key: PadKey): void {
    const entry = this.#entry;
    if (entry === null) {
      if (key === 'clear') this.#toIdle();
      return;
    }
    const result = entry.press(key);
    if (result.kind === 'beep') this.#world.emit('beep');
    if (result.kind === 'beep' || result.kind === 'going-on') {
      if (entry.timeoutPerKey) this.#startTimer(entry);
      this.#world.emit('typed', { shown: entry.shown });
      return;
    }
    this.#toIdle();
    if (result.kind === 'cancelled') this.#line.endOfTransmission();
    else if (entry instanceof PinEntry) this.#answerPin(entry.request, result.text);
    else this.#line.transmit('transaction', `${entry.what === 'key' ? 'Z43' : 'Z51'}${result.text}`);
  }

  #answerPin(request: PinRequest, pin: string): void {
    const answer: PinAnswer = (this.#keys === 'dukpt' ? this.#dukpt : this.#masters).answer(request, pin);
    if ('error' in answer) {
      this.#answerError(answer.error);
      return;
    }
    this.#processing = this.#keys === 'master-session';
    if (this.#processing) this.#world.emit('display', { lines: ['PIN PAD PROCESSING'] });
    const again = this.#duplicateNext;
    this.#duplicateNext = false;
    // As if the host's ACK had been lost on the way.
    const repeat = again ? () => this.#line.transmit('transaction', answer.text) : undefined;
    this.#line.transmit('transaction', answer.text, repeat);
  }

  #answerError(code: string): void {
    this.#line.transmit('transaction', `71${code}`);
  }

  #toIdle(): void {
    const wasIdle = this.isIdle;
    this.#stopTimer();
    this.#entry = null;
    this.#prompt = null;
    this.#processing = false;
    if (!wasIdle) this.#world.emit('idle');
  }
}
