/**
 * The shop's logo: a portable bitmap (PBM, one bit a dot, plain `P1` or raw `P4`), e.g. made by `magick logo.png -resize 384 -monochrome logo.pbm`.
 */
import type { Bitmap } from '../../drivers/printer/raster.ts';
import { ConfigurationWrong } from './terminal-file.ts';

/** A logo higher than that is a poster. */
const HIGHEST_DOTS = 400;

/**
 * @param maxWidthDots what the paper's width takes: 12 dots a column.
 * @throws ConfigurationWrong naming the file, what was found and what is allowed.
 */
export function readLogoFile(bytes: Uint8Array, path: string, maxWidthDots: number): Bitmap {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Header: magic, width, height, each behind blanks or comments; one blank ends it.
  const header = /^(P[14])(?:\s|#[^\n]*\n)+(\d{1,5})(?:\s|#[^\n]*\n)+(\d{1,5})\s/.exec(
    file.toString('latin1', 0, 1_024),
  );
  if (header === null) wrong(path, 'is no portable bitmap (P1 or P4)');
  const [whole, magic, width, height] = header;
  const [widthDots, heightDots] = [Number(width), Number(height)];
  if (widthDots < 1 || heightDots < 1 || widthDots > maxWidthDots || heightDots > HIGHEST_DOTS)
    wrong(path, `is ${widthDots} × ${heightDots} dots; allowed are 1–${maxWidthDots} × 1–${HIGHEST_DOTS}`);
  const body = file.subarray(whole.length);
  const rowBytes = Math.ceil(widthDots / 8);
  const rows = magic === 'P4' ? Uint8Array.from(body.subarray(0, rowBytes * heightDots)) : plainRows(body, widthDots);
  if (rows.length < rowBytes * heightDots) wrong(path, 'ends before its last row');
  return { widthDots, heightDots, rows: rows.subarray(0, rowBytes * heightDots) };
}

function plainRows(body: Buffer, widthDots: number): Uint8Array {
  const dots = body
    .toString('latin1')
    .replace(/#[^\n]*/g, '')
    .replace(/[^01]/g, '');
  const rows = dots.match(new RegExp(`[01]{${widthDots}}`, 'g')) ?? [];
  return Uint8Array.from(
    rows.flatMap((row) => (row.match(/[01]{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))),
  );
}

function wrong(path: string, what: string): never {
  throw new ConfigurationWrong(
    `标志文件有误 / the logo ${path} ${what}; 请改正 devices.printer.logo correct it, or leave it out`,
  );
}
