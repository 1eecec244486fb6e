/** A process with a HID pipe on the address in its arguments: asks for a feature, writes an output report, prints every event as a line. */
import { openHidPipe } from '../../../drivers/link/hid-pipes.ts';
import { realClock } from './real-clock.ts';

const [, , address = ''] = process.argv;
const say = (event: object): void => console.log(JSON.stringify(event));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pipe = openHidPipe(realClock())(address, {
  opened() {
    const question = new Uint8Array(25);
    question.set([0, 0, 1, 1]);
    say({
      opened: [
        pipe.writeFeature(question),
        pipe.requestFeature(0, 25),
        pipe.requestFeature(9, 25), // which the device stalls: no answer, no loss
        pipe.writeOutput(Uint8Array.of(0, 1, 2, 3)),
      ],
    });
  },
  report: (report) => say({ report: report.length, starts: hex(report.subarray(0, 4)) }),
  feature: (report) => say({ feature: hex(report.subarray(0, 6)), length: report.length }),
  lost({ cause, detail }) {
    say({ lost: cause, detail, afterwards: pipe.writeOutput(Uint8Array.of(0)) });
    pipe.close();
  },
});
