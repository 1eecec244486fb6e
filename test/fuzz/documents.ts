/** What parsers take, whole, to be bent (`Parser.documents`): the golden transcripts of the devices, a configuration, a policy, a journal with something in it. */
import { readFileSync } from 'node:fs';
import { encodeESlip, eSlipText } from '../../firmware/receipts/e-slip.ts';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { readTranscript } from '../wire/transcript.ts';

/** What the device says in them. */
export function said(...files: readonly string[]): readonly Uint8Array[] {
  return files
    .flatMap((file) => readTranscript(new URL(`../wire/${file}.wire`, import.meta.url)))
    .flatMap(({ steps }) => steps.filter(({ from }) => from === 'device').map(({ bytes }) => bytes));
}

export const texts = (...list: readonly string[]): readonly Uint8Array[] => list.map((text) => Buffer.from(text));

/** The first of the README. */
export const TERMINAL_FILE = /```json\n([\s\S]*?)```/.exec(
  readFileSync(new URL('../../README.md', import.meta.url), 'utf8'),
)?.[1] as string;

export const POLICY_FILE = JSON.stringify(DEFAULT_POLICY);

/** As the firmware writes one. */
export const E_SLIP = eSlipText(
  encodeESlip({
    ...{ tid: '10000001', atMs: 1_763_715_600_000, kind: 'sale', amountMinor: 12_345, currencyNumber: '156' },
    ...{ authCode: '023757', rrn: '606109000003', lastFour: '0010', entryHash: '0123456789abcdef' },
  }),
  new Uint8Array(64).fill(7),
);

export const CATALOGUE = `code,name_zh,name_en,price,tax,return_class
6901234567892,无线耳机,"Wireless, earphones",200.00,13,electronics
12,矿泉水,Mineral water,2.00,13,standard
`;
