/** MagTek MagneSafe V5 HID, 0801:0011: 856 bytes a swipe, tracks encrypted under DUKPT (facts/peripherals §1a). */
import type { Verb } from '../control.ts';
import type { HidWorld } from '../hid-shell.ts';
import { DukptReader } from './dukpt-reader.ts';
import { MagtekCommands } from './magtek-commands.ts';
import { maskWithZeros } from './masking.ts';
import type { Swipe } from './swipe.ts';
import { encodeType, junk, trackBytes, trackLength } from './swipe.ts';
import { swipeVerbs } from './swipe-verbs.ts';

export interface MagneSafeOptions {
  readonly serial?: string;
  /** KSN before the first swipe, 20 hex digits. */
  readonly ksn?: string;
  /** 2: no keys used, the "encrypted" fields carry clear data. 3: encrypted. */
  readonly level?: 2 | 3;
}

const at = {
  encryptedLength: 3,
  encodeType: 6,
  encrypted: 7,
  magnePrintStatus: 344,
  magnePrintLength: 348,
  magnePrint: 349,
  serial: 477,
  encryptionStatus: 493,
  ksn: 495,
  maskedLength: 505,
  masked: 508,
  sessionId: 844,
  absoluteLength: 852,
  magnePrintAbsoluteLength: 855,
};
const reportBytes = 856;
const fieldBytes = 112;
const magnePrintBytes = 54;
/** Keys injected, encryption enabled: the second byte of the status, as the manual's level 3 example has it. */
const encryptionEnabled = 0x06;
const keysExhausted = 0x01;

export class MagneSafeHid {
  readonly #world: HidWorld;
  readonly #commands: MagtekCommands;
  readonly #keys: DukptReader;
  readonly #level: 2 | 3;
  #swipes = 0;
  readonly verbs: Record<string, Verb>;

  constructor(world: HidWorld, options: MagneSafeOptions = {}) {
    this.#world = world;
    this.#level = options.level ?? 3;
    // The vendor uses the PIN variant for card data.
    this.#keys = new DukptReader(options.ksn ?? 'FFFF9876543210E00000', 'pin');
    this.#commands = new MagtekCommands('21042840C02', options.serial ?? '', () => this.#keys.ksn);
    this.verbs = swipeVerbs(world.clock, (swipe) => this.#swiped(swipe));
  }

  feature(report: Uint8Array): void {
    const done = this.#commands.execute(report);
    if (done === null)
      this.#world.emit('error', { detail: `feature report of ${report.length} bytes, not 25 with id 0` });
    else if (done === 'reset') this.#world.emit('reset');
  }

  featureAsked(): void {
    this.#world.feature(this.#commands.response);
  }

  output(report: Uint8Array): void {
    this.#world.emit('error', { detail: `output report of ${report.length} bytes; this reader has none` });
  }

  #swiped(swipe: Swipe): void {
    const report = junk(++this.#swipes, reportBytes);
    const encrypts = this.#level === 3 && this.#keys.advance();
    report.fill(0, at.magnePrintStatus, at.masked);
    swipe.forEach((track, index) => {
      const clear = trackBytes(track);
      const encrypted = encrypts ? this.#keys.encrypt(clear) : clear;
      const masked = Buffer.from(maskWithZeros(clear.toString('latin1')), 'latin1');
      report[index] = track.state === 'error' ? 1 : 0;
      report[at.encryptedLength + index] = encrypted.length;
      report.set(encrypted, at.encrypted + index * fieldBytes);
      report[at.maskedLength + index] = masked.length;
      report.set(masked, at.masked + index * fieldBytes);
      report[at.absoluteLength + index] = trackLength(track);
    });
    report[at.encodeType] = encodeType(swipe);
    report[343] = 0;
    this.#addMagnePrint(report, encrypts);
    report.write(this.#commands.serial, at.serial, 'latin1');
    if (this.#level === 3)
      report[at.encryptionStatus + 1] = encrypts ? encryptionEnabled : encryptionEnabled | keysExhausted;
    report.set(encrypts ? this.#keys.ksn : Buffer.alloc(10), at.ksn);
    report.set(encrypts ? this.#keys.encrypt(Buffer.alloc(8)) : Buffer.alloc(8), at.sessionId);
    this.#world.input(report);
  }

  /** The stripe's own noise; here made up, the same at every swipe of a run's nth card. */
  #addMagnePrint(report: Buffer, encrypts: boolean): void {
    const print = junk(this.#swipes ^ 0x4d50, magnePrintBytes);
    const sent = encrypts ? this.#keys.encrypt(print) : print;
    report.set(Buffer.from('A1050000', 'hex'), at.magnePrintStatus);
    report[at.magnePrintLength] = sent.length;
    report.set(sent, at.magnePrint);
    report[at.magnePrintAbsoluteLength] = magnePrintBytes;
  }
}
