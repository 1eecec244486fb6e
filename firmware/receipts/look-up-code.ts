/** The code on a slip by which it is found again: a barcode of the slip number, a QR of everything that names the transaction. */

export interface LookUpCode {
  readonly tid: string;
  readonly slip: number;
  readonly rrn: string | null;
}

const SCHEME = 'TP1';

/** Barcode of a slip: eight digits, short enough for 58 mm paper in CODE128. */
export function barcodeOf(slip: number): string {
  return String(slip).padStart(8, '0');
}

/** QR of a slip: `TP1/10000001/123/612345678901`, the last part empty where there is no RRN. */
export function qrOf(code: LookUpCode): string {
  return [SCHEME, code.tid, code.slip, code.rrn ?? ''].join('/');
}

/** Reads either code back as a scanner delivers it; null for anything else. `tid` is '' where the barcode does not carry it. */
export function readLookUpCode(scanned: string): LookUpCode | null {
  if (/^\d{8}$/.test(scanned)) return Number(scanned) === 0 ? null : { tid: '', slip: Number(scanned), rrn: null };
  const match = /^TP1\/([0-9A-Za-z]{8})\/([1-9]\d{0,14})\/([0-9A-Za-z]{12})?$/.exec(scanned);
  if (match === null) return null;
  return { tid: match[1] as string, slip: Number(match[2]), rrn: match[3] ?? null };
}
