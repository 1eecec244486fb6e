/** Process IDs behind flow control: everything is proven by name. */
import { describeRows } from './rows.ts';

describeRows('grade A, RTS/CTS, 4 KB', {
  grade: 'A',
  flow: 'rtscts',
  printer: { flow: 'dtrdsr', baud: 115_200, bufferBytes: 4096 },
});
