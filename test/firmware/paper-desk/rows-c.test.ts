/** Status only: the operator is asked about every slip. */
import { describeRows } from './rows.ts';

describeRows('grade C, RTS/CTS, 4 KB', {
  grade: 'C',
  flow: 'rtscts',
  printer: { flow: 'dtrdsr', baud: 115_200, bufferBytes: 4096 },
});
