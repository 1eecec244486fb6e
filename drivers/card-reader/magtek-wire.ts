/** MagTek "USB HID Swipe Reader", 0801:0002 (manual 99875206; facts/peripherals §1a). Pure. */
import type { EntryMode, Swipe } from './swipe.ts';
import { BLANK, type RawTrack, UNREAD } from './tracks.ts';

/** One input report per swipe; P-Series insertion readers add a card status byte. */
const SWIPE_REPORT_BYTES = 337;
const INSERT_REPORT_BYTES = 338;
const TRACK_BYTES = 110;
const STATUS_AT = 0;
const LENGTH_AT = 3;
const DATA_AT = 7;
const DECODE_ERROR = 0x01;

/** Feature report: id 0, command or result, length, 22 bytes of data. */
export const FEATURE_BYTES = 25;
const MOST_DATA = 22;
const GET_PROPERTY = 0x00;
const SUCCESS = 0x00;
export const SOFTWARE_ID = 0x00;
export const SERIAL_NUMBER = 0x01;

/** @returns null for a report of another length: not this reader's. Tracks are views of the report. */
export function readMagtekReport(report: Uint8Array): Swipe | null {
  if (report.length !== SWIPE_REPORT_BYTES && report.length !== INSERT_REPORT_BYTES) return null;
  const entryMode: EntryMode = report.length === INSERT_REPORT_BYTES ? 'insert' : 'swipe';
  return {
    kind: 'clear',
    entryMode,
    tracks: [0, 1, 2].map((track) => {
      const at = DATA_AT + track * TRACK_BYTES;
      return rawTrack(report[STATUS_AT + track], report[LENGTH_AT + track], report.subarray(at, at + TRACK_BYTES));
    }) as [RawTrack, RawTrack, RawTrack],
  };
}

/**
 * Blank is length 0 without the error bit. Bytes beyond the length are undefined: they are no part of the track. A length that does not
 * fit is an error, never a reason to read on.
 */
export function rawTrack(status: number | undefined, length: number | undefined, field: Uint8Array): RawTrack {
  if (status === undefined || length === undefined || length > field.length) return UNREAD;
  if ((status & DECODE_ERROR) !== 0) return UNREAD;
  return length === 0 ? BLANK : { state: 'read', bytes: field.subarray(0, length) };
}

export function encodeGetProperty(property: number): Uint8Array {
  const report = new Uint8Array(FEATURE_BYTES);
  report.set([0x00, GET_PROPERTY, 0x01, property]);
  return report;
}

/** @returns the property's text, or null where the reader refused or said nothing that makes sense. */
export function readPropertyAnswer(report: Uint8Array): string | null {
  const [, result, length] = report;
  if (result !== SUCCESS || length === undefined || length === 0 || length > MOST_DATA || report.length < 3 + length)
    return null;
  let end = 3 + length;
  while (report[end - 1] === 0) end -= 1;
  const text = String.fromCharCode(...report.subarray(3, end));
  return /^[\x20-\x7e]+$/.test(text) ? text : null;
}
