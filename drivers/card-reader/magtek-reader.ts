/** `magtek-hid` and `magnesafe-hid`: MagTek readers on USB HID. They differ in the report and in what they can promise about encryption. */
import type { Clock, OpenHidPipe } from '../link/link.ts';
import type { Tried } from '../link/question.ts';
import { CardGate } from './card-gate.ts';
import type { CardReaderEvent, CardReaderSession, ReaderIdentity } from './card-reader.ts';
import { type Interview, interviewMagtek } from './magtek-properties.ts';
import type { Swipe } from './swipe.ts';

export interface MagtekModel {
  readonly name: string;
  readonly encryption: ReaderIdentity['encryption'];
  /** @returns null for a report that is none of this model's. */
  readReport(report: Uint8Array): Swipe | null;
}

export function connectMagtek(
  model: MagtekModel,
  openHidPipe: OpenHidPipe,
  address: string,
  clock: Clock,
  on: (event: CardReaderEvent) => void,
): CardReaderSession {
  const gate = new CardGate(on);
  let interview: Interview | null = null;
  /** A clone that has never said who it is has no answer to give; its silence is no news. */
  let knowsQuestions = false;
  let untested: ((tried: Tried) => void) | null = null;
  const tell = (tried: Tried): void => {
    const told = untested;
    untested = null;
    told?.(tried);
  };
  const pipe = openHidPipe(address, {
    opened() {
      interview = interviewMagtek(pipe, clock, ({ firmware, serial }) => {
        const answered = firmware !== null || serial !== null;
        knowsQuestions = answered;
        gate.identified({
          model: answered ? model.name : null,
          serial,
          firmware,
          encryption: answered ? model.encryption : 'unknown',
          takes: ['swipe'],
        });
      });
    },
    report(report) {
      const swipe = model.readReport(report);
      if (swipe !== null) gate.receive(swipe);
      report.fill(0); // the undefined bytes behind the tracks as well
    },
    feature: (report) => interview?.feature(report),
    lost(fault) {
      interview?.stop();
      tell('silent');
      gate.lost(fault);
    },
  });
  return {
    arm: () => gate.arm(),
    disarm: () => gate.disarm(),
    test(tried) {
      if (!knowsQuestions || untested !== null) {
        clock.after(0, () => tried('no-question'));
        return;
      }
      untested = tried;
      clock.after(0, () => {
        if (untested === null) return;
        interview?.stop();
        interview = interviewMagtek(pipe, clock, ({ firmware, serial }) =>
          tell(firmware !== null || serial !== null ? 'answered' : 'silent'),
        );
      });
    },
    close() {
      gate.close();
      interview?.stop();
      tell('silent');
      pipe.close();
    },
  };
}
