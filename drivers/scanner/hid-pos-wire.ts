/**
 * HID POS scanners, usage page 0x8C (facts/peripherals §1e). Pure.
 *
 * Report 02: `[1]` length ≤ 56, `[2–4]` AIM id, `[5–60]` data, `[63]` bit 0 = continued in the next report. Report 01 (Microscan): `[1]` length ≤ 62,
 * data; a report that is not full ends the code, as does a suffix.
 */

export type PosReport =
  | { readonly kind: 'part'; readonly aim: Uint8Array; readonly data: Uint8Array; readonly continued: boolean }
  | { readonly kind: 'text'; readonly data: Uint8Array; readonly ends: boolean };

const DECODED_DATA = 0x02;
const RAW_TEXT = 0x01;
const MOST_DATA = 56;
const MOST_TEXT = 62;
const AIM_AT = 2;
const DATA_AT = 5;
const CONTINUED_AT = 63;

/** @returns null for what is no report of scanned data. */
export function readPosReport(report: Uint8Array): PosReport | null {
  const [id, length] = report;
  if (report.length < 64 || length === undefined) return null;
  if (id === RAW_TEXT && length <= MOST_TEXT) {
    return { kind: 'text', data: report.subarray(2, 2 + length), ends: length < MOST_TEXT };
  }
  if (id !== DECODED_DATA || length > MOST_DATA) return null;
  const aim = report.subarray(AIM_AT, DATA_AT);
  return {
    kind: 'part',
    aim: aim[0] === 0x5d ? aim : aim.subarray(0, 0),
    data: report.subarray(DATA_AT, DATA_AT + length),
    continued: ((report[CONTINUED_AT] ?? 0) & 0x01) !== 0,
  };
}
