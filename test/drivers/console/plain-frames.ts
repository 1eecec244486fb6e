/** A process whose standard output is a pipe: shows three frames, two of them different, then ends. */
import { connectConsole } from '../../../drivers/console/console.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { realClock } from '../link/real-clock.ts';

const clock = realClock();
const session = connectConsole(openBytePipe(clock), 'stdout:', clock, { columns: 24, rows: 6 }, () => {
  session.show(['待机 IDLE']);
  session.show(['待机 IDLE', '金额 1.00']);
  session.close();
});
session.show(['待机 IDLE']);
