import { expect, test } from 'vitest';
import { isAnotherDevice } from '../../../firmware/rules/same-device.ts';

test.each([
  ['nothing is remembered', null, null, 'A', false, false],
  ['nothing is remembered, nothing told', null, null, null, false, false],
  ['the same number', 'A', 'A', 'A', false, false],
  ['another number', 'A', 'A', 'B', false, true],
  ['another number of a printer', 'A', 'A', 'B', true, true],
  ['a known reader suddenly tells none', 'A', 'A', null, false, true],
  ['a printer that cannot answer yet', 'A', 'A', null, true, false],
  ['one that tells none was accepted', null, 'A', null, false, false],
  ['one that tells none was accepted, and the one before it is back', null, 'A', 'A', false, false],
  ['one that tells none was accepted, and now a stranger tells one', null, 'A', 'B', false, true],
])('%s', (_, serial, lastNumber, told, tellsLater, another) => {
  expect(isAnotherDevice({ serial, lastNumber }, told, tellsLater)).toBe(another);
});
