/** What status bytes mean, bit by bit (facts/printer §1.2–§1.4). */
import { describe, expect, it } from 'vitest';
import {
  asbMeaning,
  asbStatus,
  condition,
  holdCause,
  orderedPaper,
  realTimeStatus,
} from '../../../drivers/printer/status.ts';

const FINE = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 } as const;
const fine = { online: true, cover: 'closed', paper: 'ok', fault: 'none', feeding: false, drawer: 'low' };

describe('DLE EOT', () => {
  it.each([
    ['all well', {}, {}],
    ['1.2 drawer', { 1: 0x16 }, { drawer: 'high' }],
    ['1.3 offline', { 1: 0x1a }, { online: false }],
    ['2.2 cover: the paper sensors mean nothing', { 2: 0x16, 4: 0x72 }, { cover: 'open', paper: 'unknown' }],
    ['2.3 feeding', { 2: 0x1a }, { feeding: true }],
    ['2.5 stopped by paper end', { 2: 0x32 }, { paper: 'end' }],
    ['2.6 an error that 3 does not name', { 2: 0x52 }, { fault: 'unknown' }],
    ['3.2 recoverable', { 3: 0x16 }, { fault: 'recoverable' }],
    ['3.3 cutter', { 3: 0x1a }, { fault: 'cutter' }],
    ['3.5 unrecoverable', { 3: 0x32 }, { fault: 'unrecoverable' }],
    ['3.6 heat', { 3: 0x52 }, { fault: 'auto-recoverable' }],
    ['1.5 waiting, offline by 3.6', { 1: 0x3a, 3: 0x52 }, { online: false, fault: 'recoverable' }],
    ['1.5 undefined: on line', { 1: 0x32 }, {}],
    ['4.2,3 near end', { 4: 0x1e }, { paper: 'near-end' }],
    ['4.5,6 end', { 4: 0x72 }, { paper: 'end' }],
  ])('%s', (_, answers, differs) => {
    expect(realTimeStatus({ ...FINE, ...answers })).toEqual({ ...fine, ...differs });
  });

  it('a question without answer leaves unknown, never fine', () => {
    expect(realTimeStatus({})).toEqual({
      online: 'unknown',
      cover: 'unknown',
      paper: 'unknown',
      fault: 'unknown',
      feeding: 'unknown',
      drawer: 'unknown',
    });
    expect(realTimeStatus({ 1: 0x12 }).paper).toBe('unknown');
  });
});

describe('ASB', () => {
  it.each([
    ['TM-T20II, captured', [0x14, 0x00, 0x00, 0x0f], { drawer: 'high' }],
    ['undefined bits set', [0x93, 0x90, 0x90, 0xff], {}],
    ['paper end', [0x1c, 0x00, 0x0c, 0x0f], { drawer: 'high', online: false, paper: 'end' }],
    ['near end', [0x10, 0x00, 0x03, 0x00], { paper: 'near-end' }],
    ['cover', [0x38, 0x00, 0x0c, 0x00], { online: false, cover: 'open', paper: 'unknown' }],
    ['feeding', [0x58, 0x00, 0x00, 0x00], { online: false, feeding: true }],
    ['cutter', [0x18, 0x08, 0x00, 0x00], { online: false, fault: 'cutter' }],
    ['heat', [0x18, 0x40, 0x00, 0x00], { online: false, fault: 'auto-recoverable' }],
    ['cover closed, waiting', [0x18, 0x41, 0x00, 0x00], { online: false, fault: 'recoverable' }],
    ['unrecoverable', [0x18, 0x20, 0x00, 0x00], { online: false, fault: 'unrecoverable' }],
  ] as const)('%s', (_, frame, differs) => {
    expect(asbStatus(frame)).toEqual({ ...fine, ...differs });
  });

  it('frames that differ in undefined bits alone report no change', () => {
    expect(asbMeaning([0x93, 0x90, 0x90, 0xff])).toBe(asbMeaning([0x10, 0x00, 0x00, 0x00]));
    expect(asbMeaning([0x14, 0x00, 0x00, 0x0f])).not.toBe(asbMeaning([0x10, 0x00, 0x00, 0x0f]));
  });
});

it('GS r 1, also from boards that answer out of paper, and 08 of those that mean "line printed"', () => {
  expect([0x00, 0x03, 0x0c, 0x0f, 0x08].map(orderedPaper)).toEqual(['ok', 'near-end', 'end', 'end', 'ok']);
});

it.each([
  ['cutter', { fault: 'cutter', online: false }],
  ['error', { fault: 'unrecoverable', online: false }],
  ['cover-open', { cover: 'open', fault: 'auto-recoverable', online: false }],
  ['paper-end', { paper: 'end', online: false }],
  ['heat', { fault: 'auto-recoverable', online: false }],
  ['offline', { online: false }],
  ['offline', { online: 'unknown' }],
] as const)('a hold is for: %s', (cause, differs) => {
  const status = { ...realTimeStatus(FINE), ...differs };
  expect(holdCause(status)).toBe(cause);
  expect(condition(status)).toBe(status.online === 'unknown' ? 'unknown' : 'stopped');
});
