/** Ordered answers without names. */
import { describeRows } from './rows.ts';

describeRows('grade B, RTS/CTS, 4 KB', {
  grade: 'B',
  flow: 'rtscts',
  printer: { flow: 'dtrdsr', baud: 115_200, bufferBytes: 4096 },
});
