/** What only training has cannot be reached from a terminal that trades (requirement H6): who makes it, and who does not. */
import { describe, expect, test } from 'vitest';
import { PracticePrinter } from '../../../drivers/printer/practice.ts';
import type { TerminalFile } from '../../../firmware/configuration/terminal-file.ts';
import { trainingFile } from '../../../firmware/configuration/training-file.ts';
import type { Ports } from '../../../firmware/effects/ports.ts';
import { practiceOf } from '../../../firmware/effects/practice.ts';
import type { TrainingPlace } from '../../../firmware/effects/training-place.ts';
import { TRAINING_TMK } from '../../../firmware/rules/training.ts';
import { VirtualClock } from '../../emulators-proof/virtual-clock.ts';
import { edgesOf, parseAll } from '../../tidy/modules.ts';
import { isProduct, readTree } from '../../tidy/tree.ts';

const LIVE: TerminalFile = {
  terminal: {
    ...{ tid: '10000001', mid: '898100000000001', merchant: 'x', currency: 'CNY', locale: 'zh-CN', mode: 'live' },
  },
  data: './var',
  devices: {
    printer: { driver: 'escpos', link: 'serial:/dev/p', columns: 48, charset: 'gb18030' },
    cardReader: { driver: 'magtek-hid', link: 'hid:0801:0002' },
    keypad: { driver: 'hid-keypad', link: 'hid:04d9:1203' },
    pinPad: { driver: 'pinpad1000se', link: 'serial:/dev/q', masterKeySlot: 0 },
    maintenance: { link: 'serial:/dev/m' },
  },
  acquirer: {
    profile: 'unionpay',
    link: 'tls:bank.example:8583?ca=ca.pem',
    unsealedApprovals: ['10'],
    tpdu: '6000030000',
    timeoutSeconds: 60,
    partialApproval: true,
  },
  backup: { everyHours: 24, keep: 14 },
};
const inside = { is: 'inside' } as unknown as TrainingPlace;
const outside = { is: 'outside', begin: () => undefined } as const;
const mode = (name: TerminalFile['terminal']['mode']): TerminalFile => ({
  ...LIVE,
  terminal: { ...LIVE.terminal, mode: name },
});

describe('the printer that can be made to say that its paper has ended', () => {
  test.each([
    ['live', outside, false],
    ['live', undefined, false],
    ['simulated', outside, false],
    // A configuration that says training is not in training: nobody began one.
    ['training', outside, false],
    ['training', undefined, false],
    // And a terminal that trades gets none, whatever it is told about its place.
    ['live', inside, false],
    ['simulated', inside, false],
    ['training', inside, true],
  ] as const)('%s, %o: %s', (name, place, is) => {
    const parts = { file: mode(name), clock: new VirtualClock(), ...(place === undefined ? {} : { training: place }) };
    const practice = practiceOf(parts, {} as Ports, () => undefined);
    expect(practice?.printer instanceof PracticePrinter).toBe(is);
  });

  test('has one maker', () => {
    // To parse those files only that name it is enough, and much faster.
    const named = readTree().filter(({ path, text }) => isProduct(path) && text.includes('printer/practice.ts'));
    const makers = parseAll(named)
      .flatMap(edgesOf)
      .filter(({ target, kind }) => target === 'drivers/printer/practice.ts' && kind !== 'type');
    expect(makers.map(({ from }) => from)).toEqual(['firmware/effects/practice.ts']);
  });
});

test('a training terminal: another host, a published key, no PIN pad whose keys are the acquirer’s, no port to the shop’s configuration', () => {
  const file = trainingFile(LIVE, 'tcp:127.0.0.1:4711');
  expect(file.terminal.mode).toBe('training');
  expect(file.acquirer).toEqual({
    profile: 'unionpay',
    link: 'tcp:127.0.0.1:4711',
    tpdu: '6000030000',
    timeoutSeconds: 15,
    partialApproval: true,
    keys: { tmk: TRAINING_TMK },
  });
  expect(Object.keys(file.devices)).toEqual(['printer', 'cardReader', 'keypad']);
});
