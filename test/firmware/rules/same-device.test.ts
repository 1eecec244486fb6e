import { expect, test } from 'vitest';
import { isAnotherDevice } from '../../../firmware/rules/same-device.ts';

test.each([
  ['nothing is remembered', null, 'A', false, false],
  ['nothing is remembered, nothing told', null, null, false, false],
  ['the same number', 'A', 'A', false, false],
  ['another number', 'A', 'B', false, true],
  ['another number of a printer', 'A', 'B', true, true],
  ['a known reader suddenly tells none', 'A', null, false, true],
  ['a printer that cannot answer yet', 'A', null, true, false],
])('%s', (_, remembered, told, tellsLater, another) => {
  expect(isAnotherDevice(remembered, told, tellsLater)).toBe(another);
});
