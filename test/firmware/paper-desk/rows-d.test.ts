/** No back channel, and the configuration says so: "did it come out?" */
import { describeRows } from './rows.ts';

describeRows('grade D, RTS/CTS, 4 KB', {
  grade: 'D',
  flow: 'rtscts',
  printer: { flow: 'dtrdsr', baud: 115_200, bufferBytes: 4096 },
});
