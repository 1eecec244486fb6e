/**
 * ID TECH SecureMag, 0ACD:2010 in "ID TECH mode" (facts/peripherals §1a): without keys MagTek's clear layout, with keys a
 * packet of masked tracks, encrypted tracks, hashes and KSN. Commands go as feature reports, their answer is read back.
 */
import { createHash } from 'node:crypto';
import type { Verb } from '../control.ts';
import type { HidWorld } from '../hid-shell.ts';
import { DukptReader } from './dukpt-reader.ts';
import { clearReport } from './magtek-hid.ts';
import { maskWithStars } from './masking.ts';
import type { Swipe, TrackRead } from './swipe.ts';
import { encodeType, trackLrc } from './swipe.ts';
import { swipeVerbs } from './swipe-verbs.ts';

export interface SecureMagOptions {
  /** KSN before the first swipe, 20 hex digits. */
  readonly ksn?: string;
  /** 1: clear. 3: encrypted. */
  readonly level?: 1 | 3;
  /** The newer packet with its two presence bytes; each track is then encrypted by itself. */
  readonly enhanced?: boolean;
  /** Fixed size of the input report, zero behind the packet; 0: as long as the packet. */
  readonly reportBytes?: number;
}

const stx = 0x02;
const etx = 0x03;
const ack = 0x06;
const nak = 0x15;
const review = 0x52;
const set = 0x53;
/** Functions that take one byte, with their defaults. */
const settingDefaults: readonly [number, number][] = [
  [0x1d, 0x31],
  [0x50, 0x30],
  [0x6f, 0x31],
  [0x85, 0x30],
  [0x86, 0x07],
  [0xd2, 0x00],
  [0xd3, 0x00],
];
const featureBytes = 65;

export class SecureMagHid {
  readonly #world: HidWorld;
  readonly #keys: DukptReader;
  readonly #level: 1 | 3;
  readonly #reportBytes: number;
  readonly #settings = new Map(settingDefaults);
  #answer: Uint8Array = new Uint8Array();
  #swipes = 0;
  readonly verbs: Record<string, Verb>;

  constructor(world: HidWorld, options: SecureMagOptions = {}) {
    this.#world = world;
    this.#level = options.level ?? 3;
    this.#reportBytes = options.reportBytes ?? 560;
    this.#keys = new DukptReader(options.ksn ?? '62994901190000000000', 'data-request');
    if (options.enhanced) this.#settings.set(0x85, 0x31);
    this.verbs = swipeVerbs(world.clock, (swipe) => this.#swiped(swipe));
  }

  /** `02 {52 funcID | 53 funcID length data} 03 LRC`, zeros behind it, report id 0 in front. */
  feature(report: Uint8Array): void {
    this.#answer = this.#execute(report.subarray(1));
  }

  featureAsked(): void {
    const response = new Uint8Array(featureBytes);
    response.set(this.#answer, 1);
    this.#world.feature(response);
  }

  #execute(frame: Uint8Array): Uint8Array {
    const [start, kind, id, length = 0, value] = frame;
    const end = kind === review ? 3 : 4 + length;
    const lrc = frame.subarray(0, end + 1).reduce((sum, byte) => sum ^ byte, 0);
    const framed = start === stx && frame[end] === etx && frame[end + 1] === lrc;
    const known = id !== undefined && this.#settings.has(id);
    if (!framed || !known || (kind !== review && kind !== set)) {
      this.#world.emit('error', { detail: 'command refused: framing, LRC or function not known' });
      return Uint8Array.of(nak);
    }
    if (kind === set) {
      if (length !== 1 || value === undefined) return Uint8Array.of(nak);
      this.#settings.set(id, value);
      return Uint8Array.of(ack);
    }
    const current = this.#settings.get(id) ?? 0;
    // A preamble or postamble that is not set has length 0.
    const data = id >= 0xd0 && current === 0 ? [0x00] : [0x01, current];
    const body = Uint8Array.of(stx, id, ...data, etx);
    return Uint8Array.of(
      ack,
      ...body,
      body.reduce((sum, byte) => sum ^ byte, 0),
    );
  }

  #swiped(swipe: Swipe): void {
    if (this.#level === 1) {
      this.#world.input(clearReport(swipe, ++this.#swipes));
      return;
    }
    if (!this.#keys.advance()) {
      this.#world.emit('error', { detail: 'DUKPT keys used up' });
      return;
    }
    const withLrc = this.#settings.get(0x6f) === 0x31;
    const texts = swipe.map((track) => (track.state === 'read' ? lrcAppended(track.text, withLrc) : ''));
    const data = this.#settings.get(0x85) === 0x31 ? this.#enhanced(swipe, texts) : this.#original(swipe, texts);
    const packet = framed(data);
    const report = new Uint8Array(Math.max(packet.length, this.#reportBytes));
    report.set(packet);
    this.#world.input(report);
  }

  /** Tracks 1 and 2 encrypted as one block, track 3 in clear. */
  #original(swipe: Swipe, texts: readonly string[]): Buffer {
    const [one = '', two = '', three = ''] = texts.map((text) => text);
    return Buffer.concat([
      Uint8Array.of(encodeType(swipe), statusByte(swipe), one.length, two.length, three.length),
      Buffer.from(masked(one) + masked(two) + three, 'latin1'),
      this.#keys.encrypt(Buffer.from(one + two, 'latin1')),
      ...[one, two].filter((text) => text !== '').map(sha1),
      this.#keys.ksn,
    ]);
  }

  #enhanced(swipe: Swipe, texts: readonly string[]): Buffer {
    const [one = '', two = '', three = ''] = texts;
    const present = (one === '' ? 0 : 1) | (two === '' ? 0 : 2);
    const shown = present | (three === '' ? 0 : 4);
    const secret = [one, two].filter((text) => text !== '');
    return Buffer.concat([
      Uint8Array.of(encodeType(swipe) | 0x80, statusByte(swipe), one.length, two.length, three.length),
      Uint8Array.of(shown, present | (present << 3) | 0x80),
      Buffer.from(masked(one) + masked(two) + three, 'latin1'),
      ...secret.map((text) => this.#keys.encrypt(Buffer.from(text, 'latin1'))),
      ...secret.map(sha1),
      this.#keys.ksn,
    ]);
  }
}

function framed(data: Uint8Array): Buffer {
  const lrc = data.reduce((sum, byte) => sum ^ byte, 0);
  const checksum = data.reduce((sum, byte) => (sum + byte) & 0xff, 0);
  return Buffer.concat([
    Uint8Array.of(stx, data.length & 0xff, data.length >> 8),
    data,
    Uint8Array.of(lrc, checksum, etx),
  ]);
}

function lrcAppended(text: string, withLrc: boolean): string {
  return withLrc ? text + trackLrc(text) : text;
}

function masked(text: string): string {
  return maskWithStars(text);
}

function sha1(text: string): Buffer {
  return createHash('sha1').update(text, 'latin1').digest();
}

/** Bits 0–2: decoded, also where there was nothing to decode. Bits 3–5: something was sampled. */
function statusByte(swipe: Swipe): number {
  const bits = (test: (track: TrackRead) => boolean): number =>
    swipe.reduce((sum, track, index) => sum | (test(track) ? 1 << index : 0), 0);
  return bits((track) => track.state !== 'error') | (bits((track) => track.state !== 'blank') << 3);
}
