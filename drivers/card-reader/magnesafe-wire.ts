/**
 * MagTek MagneSafe V5 on HID, 0801:0011, the 856-byte report (manual 99875388; facts/peripherals §1a). Pure.
 *
 * The manual warns against depending on offsets; a report of any other length is therefore not read at all.
 */
import { rawTrack } from './magtek-wire.ts';
import type { Swipe } from './swipe.ts';
import { looksClear, type RawTrack, type RawTracks } from './tracks.ts';

const REPORT_BYTES = 856;
const TRACK_BYTES = 112;
const STATUS_AT = 0;
const ENCRYPTED_LENGTH_AT = 3;
const ENCRYPTED_AT = 7;
const ENCRYPTION_STATUS_AT = 493;
const KSN_AT = 495;
const KSN_BYTES = 10;
const MASKED_LENGTH_AT = 505;
const MASKED_AT = 508;
/** Big-endian. Encryption happens only where the key is injected and encryption is enabled; bit 0 = the keys are used up. */
const KEY_INJECTED = 0x02;
const ENCRYPTION_ENABLED = 0x04;

/** @returns null for a report of another length. Tracks are views of the report. */
export function readMagnesafeReport(report: Uint8Array): Swipe | null {
  if (report.length !== REPORT_BYTES) return null;
  const secret = tracksAt(report, ENCRYPTED_LENGTH_AT, ENCRYPTED_AT);
  // A reader without keys puts clear tracks into the "encrypted" fields, and its status is not taken on trust.
  if (!encrypts(report) || secret.some(({ bytes }) => looksClear(bytes)))
    return { kind: 'clear', entryMode: 'swipe', tracks: secret };
  return {
    kind: 'encrypted',
    entryMode: 'swipe',
    masked: tracksAt(report, MASKED_LENGTH_AT, MASKED_AT),
    ksn: report.subarray(KSN_AT, KSN_AT + KSN_BYTES),
    track2: secret[1].bytes,
    covers: 'track2',
  };
}

function tracksAt(report: Uint8Array, lengthAt: number, dataAt: number): RawTracks {
  const track = (index: number): RawTrack => {
    const at = dataAt + index * TRACK_BYTES;
    return rawTrack(report[STATUS_AT + index], report[lengthAt + index], report.subarray(at, at + TRACK_BYTES));
  };
  return [track(0), track(1), track(2)];
}

function encrypts(report: Uint8Array): boolean {
  const status = report[ENCRYPTION_STATUS_AT + 1] ?? 0;
  return (status & KEY_INJECTED) !== 0 && (status & ENCRYPTION_ENABLED) !== 0;
}
