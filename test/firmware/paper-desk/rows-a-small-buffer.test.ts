/** Process IDs on a bare line with 45 bytes of buffer: never more is under way than the printer can take. */
import { describeRows } from './rows.ts';

describeRows('grade A, no flow control, 45 bytes', {
  grade: 'A',
  flow: 'none',
  printer: { flow: 'none', baud: 115_200, bufferBytes: 45, coverRecovery: 'dle-enq', asbAtPowerOn: 2 },
});
