/** Parsers of what people bring in files, paste, scan or send by a terminal program; rows of `PARSERS`. */
import { beginLine, bodyLines, cutLines, endLine, readTextLine } from '../../drivers/console/transfer/base64-text.ts';
import { type Receiving, receiverStep, receiving } from '../../drivers/console/transfer/receiver.ts';
import type { TransferEvent } from '../../drivers/console/transfer/steps.ts';
import { TIMING } from '../../drivers/console/transfer/transfer.ts';
import { encodeBlock, encodeHeader, LONGEST_FRAME_BYTES } from '../../drivers/console/transfer/wire.ts';
import { readPolicyFile } from '../../firmware/configuration/policy-file.ts';
import { ConfigurationWrong } from '../../firmware/configuration/terminal-file.ts';
import { readESlip } from '../../firmware/receipts/e-slip.ts';
import { E_SLIP, POLICY_FILE, texts } from './documents.ts';
import type { Appetite, Parser } from './parser.ts';

/** Two of the longest frames wait to be looked at, no more. */
const MOST_IN_RECEIVER = 2 * LONGEST_FRAME_BYTES;
/** A line of base64 as it may be pasted. */
const MOST_IN_LINE = 1_001;

/** By either protocol; the sink takes all, and a lull comes after each chunk. */
function received(protocol: Receiving['protocol'], chunks: readonly Uint8Array[]): Appetite {
  let [state, heldBytes, results] = [receiving(protocol, TIMING), 0, 0];
  const tell = (event: TransferEvent): void => {
    const step = receiverStep(state, event);
    state = step.state;
    heldBytes = Math.max(heldBytes, state.buffer.length);
    for (const act of step.acts) {
      if (act.do === 'append') results += 1;
      if (act.do === 'open' || act.do === 'append' || act.do === 'finish') tell({ type: 'taken' });
    }
  };
  tell({ type: 'started' });
  for (const bytes of chunks) {
    tell({ type: 'arrived', bytes });
    tell({ type: 'timed-out' });
  }
  return { heldBytes, results };
}

const blockOf = (number: number): readonly number[] => [
  ...encodeBlock(number, new Uint8Array(number === 2 ? 600 : 128).fill(number), 'crc'),
];

const transfer = (protocol: Receiving['protocol']): Parser => ({
  name: protocol,
  documents: [
    Uint8Array.from([...encodeBlock(0, encodeHeader('a.json', 150), 'crc'), ...[1, 2].flatMap(blockOf), 4]),
    Uint8Array.from([...[1, 2, 3].flatMap(blockOf), 4, 4]),
  ],
  known: ['01 01 fe', '01 00 ff', '02 01 fe', '04', '18 18 18 18 18', '03', '01 00 ff 61 2e 6a 00 39 39 20'],
  mostHeldBytes: MOST_IN_RECEIVER,
  // What waits behind the end of a file, two blocks at the most, is moved up byte by byte.
  mostWorkAByte: 400,
  feed: (chunks) => received(protocol, chunks),
});

const base64: Parser = {
  name: 'base64',
  documents: texts(`${beginLine('a.json', 100)}${bodyLines(new Uint8Array(100))}${endLine('a.json', '0'.repeat(64))}`),
  known: ['3d 3d 3d 20 42 45 47 49 4e 20', '3d 3d 3d 20 45 4e 44 20', '0d 0a', '2e 0d', '03', '51 55 4a 44 0d'],
  mostHeldBytes: MOST_IN_LINE,
  feed: (chunks) => {
    let [rest, heldBytes, results] = ['', 0, 0];
    for (const bytes of chunks) {
      const cut = cutLines(rest, bytes);
      rest = cut.rest;
      heldBytes = Math.max(heldBytes, rest.length);
      for (const line of cut.lines) results += readTextLine(line).kind === 'bytes' ? 1 : 0;
    }
    return { heldBytes, results };
  },
};

const whole = (
  name: string,
  known: readonly string[],
  read: (text: string) => unknown,
  documents: readonly Uint8Array[],
): Parser => ({
  name,
  known,
  documents,
  mostHeldBytes: 0,
  feed: (chunks) => {
    for (const chunk of chunks) read(Buffer.from(chunk).toString('utf8'));
    return { heldBytes: 0, results: chunks.length };
  },
});

function policy(text: string): void {
  try {
    readPolicyFile(text, 'policy.json');
  } catch (error) {
    if (!(error instanceof ConfigurationWrong)) throw error;
  }
}

export const TEXT_PARSERS: readonly Parser[] = [
  transfer('xmodem'),
  transfer('ymodem'),
  base64,
  whole(
    'policy',
    ['7b 22', '22 3a', '7d', '7b 22 72 65 66 75 6e 64 22 3a 7b', '5b', '2d 31'],
    policy,
    texts(POLICY_FILE),
  ),
  whole('e-slip', [Buffer.from('TP1:').toString('hex'), '30 30 30', '25'], readESlip, texts(E_SLIP)),
];
