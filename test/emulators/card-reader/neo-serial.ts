/**
 * ID TECH NEO reader on a serial line (facts/peripherals §1b): ping, configuration, Activate Transaction and Cancel, screens,
 * keypad commands with two answers, boot-up notices.
 *
 * Where the facts are silent: a Cancel during an Activate is answered by the Cancel's own frame and the Activate says nothing
 * more; another command during an Activate is answered as that Cancel would be, and named in an `error` event.
 */
import type { Verb } from '../control.ts';
import type { SerialWorld } from '../serial-shell.ts';
import type { Arguments } from '../verb-arguments.ts';
import { bytesOf, numberOf } from '../verb-arguments.ts';
import { DukptReader } from './dukpt-reader.ts';
import type { CardPresence } from './neo-card.ts';
import { cardData } from './neo-card.ts';
import type { NeoCommand } from './neo-frame.ts';
import { NeoReceiver, neoResponse, readTlvs, tlv } from './neo-frame.ts';
import { swipeOf } from './swipe.ts';
import { swipeVerbs } from './swipe-verbs.ts';

export type BootNotice = 'text' | 'frame' | 'none';

export interface NeoOptions {
  /** KSN before the first card, 20 hex digits; without one the reader has no keys and sends clear data. */
  readonly ksn?: string;
  readonly boot?: BootNotice;
}

export function bootNoticeOf(text: string | undefined): BootNotice {
  const notice = (['text', 'frame', 'none'] as const).find((one) => one === (text ?? 'text'));
  if (notice === undefined) throw new Error('--boot must be text, frame or none');
  return notice;
}

const status = {
  ok: 0x00,
  unknownCommand: 0x02,
  unknownSubCommand: 0x03,
  crcError: 0x04,
  badParameter: 0x05,
  malformed: 0x07,
  timeout: 0x08,
  failed: 0x0a,
  userInterface: 0x0e,
  tooLarge: 0x19,
  onlineAuthorization: 0x23,
};
interface Answer {
  readonly code: number;
  readonly data?: Uint8Array;
}

const activate = 0x02;
const cancel = 0x05;
const keypad = 0x62;

export class NeoSerial {
  readonly #world: SerialWorld;
  readonly #receiver = new NeoReceiver();
  readonly #keys: DukptReader | null;
  readonly #boot: BootNotice;
  #screens = new Set(['Screen1', 'Screen2', 'Screen3']);
  #activated: { subCommand: number; cancelTimer: () => void } | null = null;
  #keypadSubCommand: number | null = null;
  readonly verbs: Record<string, Verb>;

  constructor(world: SerialWorld, options: NeoOptions = {}) {
    this.#world = world;
    this.#keys = options.ksn === undefined ? null : new DukptReader(options.ksn, 'data-request');
    this.#boot = options.boot ?? 'text';
    this.verbs = {
      ...swipeVerbs(world.clock, (swipe) => this.#presented({ kind: 'msr', swipe })),
      tap: (args) => this.#presented({ kind: 'contactless', swipe: swipeOf(args) }),
      insert: (args) => this.#presented({ kind: 'contact', swipe: swipeOf(args) }),
      'card-seen': () => this.#answerActivate(status.userInterface, Uint8Array.of(0x01), false),
      fail: (args) => this.#answerActivate(status.failed, failureData(args), true),
      'keypad-result': (args) => this.#finishKeypad(numberOf(args, 'state', 0), bytesOf(args, 'hex', '')),
      reboot: () => {
        this.unplugged();
        this.plugged();
      },
    };
  }

  plugged(): void {
    if (this.#boot === 'text') this.#world.send(Buffer.from('NEO 2.0 v1.00', 'latin1'));
    else if (this.#boot === 'frame') this.#world.send(neoResponse(0x14, 0x01));
  }

  unplugged(): void {
    this.#endActivate();
    this.#keypadSubCommand = null;
    this.#receiver.reset();
  }

  receive(bytes: Uint8Array): void {
    const { commands, strayBytes, tooLong } = this.#receiver.receive(bytes);
    if (strayBytes > 0) this.#world.emit('error', { detail: `${strayBytes} bytes outside a frame` });
    if (tooLong) this.#world.send(neoResponse(0x00, status.tooLarge));
    for (const command of commands) {
      const answer = this.#execute(command);
      if (answer !== null) this.#world.send(neoResponse(command.command, answer.code, answer.data));
    }
  }

  /** What to answer at once; null where the answer has gone or comes later. */
  #execute(command: NeoCommand): Answer | null {
    if (!command.crcIsGood) {
      this.#world.emit('error', { detail: 'bad CRC (the host sends it LSB first)' });
      return { code: status.crcError };
    }
    if (this.#activated !== null) {
      this.#duringActivate(command);
      return null;
    }
    if (command.command === keypad && command.subCommand === 0) {
      this.#cancelKeypad();
      return null;
    }
    if (this.#keypadSubCommand !== null) return { code: status.failed };
    const name = (command.command << 8) | command.subCommand;
    switch (name) {
      case 0x1801: // ping
      case 0x0501: // cancel with nothing to cancel
        return { code: status.ok };
      case 0x0302:
        return { code: status.ok, data: configuration() };
      case 0x0201:
      case 0x0240:
        return this.#activate(command);
      case 0x6113:
        return { code: status.ok, data: Uint8Array.of(this.#screens.has(textBeforeNul(command.data)) ? 1 : 0) };
      default:
        if (command.command === keypad) return this.#askKeypad(command.subCommand);
        this.#world.emit('error', { detail: `unknown command ${name.toString(16).padStart(4, '0')}` });
        return { code: knownCommand(command.command) ? status.unknownSubCommand : status.unknownCommand };
    }
  }

  #activate(command: NeoCommand): Answer | null {
    const [seconds] = command.data;
    if (seconds === undefined || seconds === 0) return { code: status.badParameter };
    if (readTlvs(command.data.subarray(1)) === null) return { code: status.malformed };
    const cancelTimer = this.#world.clock.after(seconds * 1000, () =>
      this.#answerActivate(status.timeout, undefined, true),
    );
    this.#activated = { subCommand: command.subCommand, cancelTimer };
    this.#world.emit('activated', { seconds });
    return null;
  }

  #duringActivate(command: NeoCommand): void {
    this.#endActivate();
    if (command.command !== cancel) {
      const name = `${command.command.toString(16)}-${command.subCommand.toString(16)}`;
      this.#world.emit('error', { detail: `command ${name} during an Activate taken as Cancel` });
    }
    this.#world.emit('cancelled');
    this.#world.send(neoResponse(cancel, status.ok));
  }

  #presented(card: CardPresence): void {
    const activated = this.#activated;
    if (activated === null) {
      this.#world.emit('card-ignored', { detail: 'no Activate in progress' });
      return;
    }
    if (card.swipe.every((track) => track.state !== 'read')) {
      this.#answerActivate(status.failed, Uint8Array.of(0, 0, 0, 0), true);
      return;
    }
    const data = cardData(card, activated.subCommand === 0x40, this.#keys?.advance() ? this.#keys : null);
    this.#answerActivate(card.kind === 'msr' ? status.ok : status.onlineAuthorization, data, true);
  }

  #answerActivate(code: number, data: Uint8Array | undefined, ends: boolean): void {
    if (this.#activated === null) throw new Error('no Activate in progress');
    if (ends) this.#endActivate();
    this.#world.send(neoResponse(activate, code, data));
  }

  #endActivate(): void {
    this.#activated?.cancelTimer();
    this.#activated = null;
  }

  /** Acknowledged now, answered by the customer later. */
  #askKeypad(subCommand: number): Answer {
    this.#keypadSubCommand = subCommand;
    this.#world.emit('keypad-asked', { subCommand });
    return { code: status.ok };
  }

  #cancelKeypad(): void {
    this.#world.send(neoResponse(keypad, status.ok));
    if (this.#keypadSubCommand !== null) this.#finishKeypad(0x02, new Uint8Array());
  }

  #finishKeypad(state: number, data: Uint8Array): void {
    if (this.#keypadSubCommand === null) throw new Error('no keypad command in progress');
    this.#keypadSubCommand = null;
    this.#world.send(neoResponse(keypad, state === 0 ? status.ok : status.failed, Uint8Array.of(state, ...data)));
  }
}

function knownCommand(command: number): boolean {
  return [0x02, 0x03, 0x05, 0x18, 0x61].includes(command);
}

/** Error code, SW1, SW2, RF state. */
function failureData(args: Arguments): Uint8Array {
  const [sw1 = 0, sw2 = 0] = bytesOf(args, 'sw', '0000');
  return Uint8Array.of(numberOf(args, 'code', 0), sw1, sw2, numberOf(args, 'rfState', 0));
}

/** Currency, country and transaction type as configured. */
function configuration(): Buffer {
  return Buffer.concat([
    tlv('5F2A', Uint8Array.of(0x01, 0x56)),
    tlv('9F1A', Uint8Array.of(0x01, 0x56)),
    tlv('9C', Uint8Array.of(0)),
  ]);
}

function textBeforeNul(data: Uint8Array): string {
  const end = data.indexOf(0);
  return Buffer.from(end < 0 ? data : data.subarray(0, end)).toString('latin1');
}
