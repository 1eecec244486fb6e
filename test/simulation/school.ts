/** The world of a training terminal: the shop's journal that it came from, and the training host, whose faults the bank of the world has. */
import { join } from 'node:path';
import { registerDemonstrationPeople } from '../../firmware/effects/people.ts';
import type { TrainingPlace } from '../../firmware/effects/training-place.ts';
import type { Stamp } from '../../storage/facts.ts';
import { openJournal } from '../../storage/journal/open.ts';

export interface SchoolTools {
  readonly folder: string;
  readonly tid: string;
  readonly randomBytes: (count: number) => Buffer;
  readonly stamp: () => Stamp;
  /** Works the bank. @throws Error in its words */
  readonly bank: (verb: string, args: Readonly<Record<string, unknown>>) => unknown;
}

/** A shop whose manager has sent this terminal into training. */
export class School {
  readonly place: Extract<TrainingPlace, { is: 'inside' }>;
  /** The change-over home was asked for. */
  ended = false;
  /** While it is not there. */
  hostAway = false;

  constructor({ folder, tid, randomBytes, stamp, bank }: SchoolTools) {
    const home = openJournal({ folder: join(folder, 'shop'), terminal: tid, randomBytes });
    registerDemonstrationPeople({ journal: home, stamp }, 'simulated');
    home.append([{ type: 'training.began', txn: null, body: { session: 1, by: '9' } }], stamp());
    this.place = {
      is: 'inside',
      home,
      host: {
        do: (verb, args, done) => {
          if (!this.hostAway) bank(verb, args);
          done(this.hostAway ? 'no answer' : null);
        },
      },
      randomPin: () => String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, '0'),
      end: () => {
        this.ended = true;
      },
    };
  }

  close(): void {
    this.place.home.close();
  }
}
