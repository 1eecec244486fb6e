/** One end of a transfer on moved time, its peer played by the test byte by byte. */
import { receiveByBlocks, sendByBlocks } from '../../../../drivers/console/transfer/run-steps.ts';
import { TIMING, type TransferResult } from '../../../../drivers/console/transfer/transfer.ts';
import { END_OF_BATCH, encodeBlock, encodeHeader } from '../../../../drivers/console/transfer/wire.ts';
import { manualClock } from '../../link/manual-clock.ts';
import { content, shelf, source } from './files.ts';

export const [SOH, ETX, EOT, ACK, NAK, CAN, C] = [0x01, 0x03, 0x04, 0x06, 0x15, 0x18, 0x43];
export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
export const FILE = content(2500, 3);
export const header = encodeBlock(0, encodeHeader('a.bin', FILE.length), 'crc', 0);
export const block = (n: number) => encodeBlock(n, FILE.subarray((n - 1) * 1024, n * 1024), 'crc');
export const end = encodeBlock(0, END_OF_BATCH, 'crc');

export function bench() {
  const clock = manualClock();
  let said: Uint8Array[] = [];
  const results: TransferResult[] = [];
  const line = {
    queuedBytes: 0,
    refuses: false,
    write(bytes: Uint8Array) {
      if (line.refuses) return 'refused' as const;
      said.push(bytes);
      return 'accepted' as const;
    },
  };
  const take = () => {
    const all = Buffer.concat(said);
    said = [];
    return hex(all);
  };
  return { clock, line, results, take, ended: (result: TransferResult) => void results.push(result) };
}

export function receiver(protocol: 'xmodem' | 'ymodem' = 'ymodem', sink = shelf()) {
  const all = bench();
  const transfer = receiveByBlocks(protocol, sink, all.line, all.clock, TIMING, all.ended);
  all.clock.advance(0);
  const say = (...bytes: (number | Uint8Array)[]) =>
    transfer.bytes(Buffer.concat(bytes.map((one) => (typeof one === 'number' ? Uint8Array.of(one) : one))));
  return { ...all, transfer, sink, say };
}

export function sender(protocol: 'xmodem' | 'ymodem' = 'ymodem', file = FILE) {
  const all = bench();
  const transfer = sendByBlocks(protocol, [source('a.bin', file)], all.line, all.clock, TIMING, all.ended);
  all.clock.advance(0);
  return { ...all, transfer, say: (...bytes: number[]) => transfer.bytes(Uint8Array.from(bytes)) };
}
