/** Bytes per receipt and time to make them: ours beside four encoders from npm, for the same paper, which the emulated printer checks. */
import { chunksFrom } from '../../drivers/printer/chunks.ts';
import { planJob } from '../../drivers/printer/segments.ts';
import { settingsFor } from '../../drivers/printer/session.ts';
import type { ReceiptLine } from '../../firmware/receipts/document.ts';
import { renderSlip } from '../../firmware/receipts/render-slip.ts';
import type { Locale } from '../../firmware/receipts/slip-facts.ts';
import { Printer } from '../../test/emulators/printer/printer.ts';
import { VirtualClock } from '../../test/emulators-proof/virtual-clock.ts';
import { SAMPLES } from '../../test/firmware/receipts/samples.ts';
import { type Encode, PEERS } from './peers.ts';
import { type Line, median, ms } from './verdict.ts';

const COLUMNS = 48;
const ROUNDS = 200;

/** All that our driver hands over, from ESC @ to the cut; with the questions that prove it (`id`), or without, as the peers have none. */
function ours(closing: 'id' | 'none'): Encode {
  return (lines, columns) => {
    const settings = settingsFor('tcp:printer:9100', { columns, charset: 'gb18030' });
    const plan = planJob(
      { job: 'bench', slip: 1, lines },
      { ...settings, partsAtCodes: false, longestCommandBytes: settings.window },
    );
    const options = { ...settings, closing, queries: false, restates: false, remembers: false, ahead: [] };
    return Buffer.concat(chunksFrom(plan, { segment: 0, line: 0 }, options).map((chunk) => chunk.bytes));
  };
}

/** The texts and codes that come out; blank lines and rules aside, which each draws in its own way. */
function paperOf(bytes: Uint8Array): string {
  const printer = new Printer({ columns: COLUMNS, chineseAtPowerOn: true }, new VirtualClock(), {
    send: () => {},
    emit: () => {},
  });
  printer.receive(bytes);
  return printer
    .tape()
    .flatMap((slip) => [...slip.lines, ...slip.codes.map(({ data }) => data)])
    .map((line) => line.trim().replace(/ +/g, ' '))
    .filter((line) => line !== '' && !/^[-─━ ]+$/.test(line))
    .join('\n');
}

function timeOf(encode: Encode, lines: readonly ReceiptLine[]): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const from = performance.now();
    encode(lines, COLUMNS);
    return performance.now() - from;
  });
  return median(times.slice(ROUNDS / 4));
}

interface Sheet {
  readonly name: string;
  readonly lines: readonly ReceiptLine[];
  readonly peers: typeof PEERS;
}

function sheets(): readonly Sheet[] {
  const facts = SAMPLES['sale-customer'];
  if (facts === undefined) throw new Error('no sample slip');
  const slip = (locale: Locale) => renderSlip(facts, { columns: COLUMNS, locale });
  const isText = ({ kind }: ReceiptLine) => kind !== 'qr' && kind !== 'barcode';
  const ascii = slip('en').map((line) =>
    line.kind === 'text'
      ? {
          ...line,
          text: line.text
            .replace('示例商店 ', '')
            .replace(/￥/g, 'CNY ')
            .replace(/ {4}(?= *CNY)/, ''),
        }
      : line,
  );
  return [
    { name: 'ASCII, text only', lines: ascii.filter(isText), peers: PEERS },
    { name: 'ASCII, QR and CODE128', lines: ascii, peers: PEERS.filter(({ codes }) => codes) },
    { name: 'Chinese, text only', lines: slip('zh-CN').filter(isText), peers: PEERS.filter(({ chinese }) => chinese) },
    {
      name: 'Chinese, QR and CODE128',
      lines: slip('zh-CN'),
      peers: PEERS.filter(({ chinese, codes }) => chinese && codes),
    },
  ];
}

export function encoderLines(): readonly Line[] {
  return sheets().flatMap(({ name, lines, peers }) => {
    const mine = ours('none');
    const paper = paperOf(mine(lines, COLUMNS));
    const bytes = mine(lines, COLUMNS).length;
    const proven = ours('id')(lines, COLUMNS).length;
    const time = timeOf(mine, lines);
    const others = peers.map((peer) => {
      const encoded = peer.encode(lines, COLUMNS);
      return {
        name: peer.name,
        bytes: encoded.length,
        time: timeOf(peer.encode, lines),
        same: paperOf(encoded) === paper,
      };
    });
    const different = others.filter(({ same }) => !same).map((other) => other.name);
    const alike = others.filter(({ same }) => same);
    const rivals = alike.length > 0 ? alike : others;
    const least = rivals.toSorted((a, b) => a.bytes - b.bytes)[0];
    const fastest = rivals.toSorted((a, b) => a.time - b.time)[0];
    const aside = different.length === 0 ? '' : `; its codes are drawn dot by dot: ${different.join(', ')}`;
    return [
      {
        what: `bytes per receipt: ${name}`,
        measured: `${bytes} (${proven} with its proofs); ${others.map((other) => `${other.name} ${other.bytes}`).join(', ')}${aside}`,
        ratio: least === undefined ? '-' : (bytes / least.bytes).toFixed(2),
        budget: `≤ 1.00 × ${least?.name ?? 'the smallest'}`,
        kept: least === undefined ? null : bytes <= least.bytes,
      },
      {
        what: `time to encode: ${name}`,
        measured: `${ms(time)}; ${others.map((other) => `${other.name} ${ms(other.time)}`).join(', ')}`,
        ratio: fastest === undefined ? '-' : (time / fastest.time).toFixed(2),
        budget: 'none',
        kept: null,
      },
    ];
  });
}
