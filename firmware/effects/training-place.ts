/** Where this terminal stands: trading, with the way into training; or in training, with the way home (requirement H7). */
import type { Journal } from '../../storage/journal/journal.ts';

/** Works the training host: its faults, as its README names them. */
export interface TrainingHost {
  /** @param done with what went wrong in words, or null */
  do(verb: string, args: Readonly<Record<string, unknown>>, done: (problem: string | null) => void): void;
}

export type TrainingPlace =
  | {
      readonly is: 'outside';
      /** `training.began` stands: ends this process, which comes back as a training terminal. */
      begin(): void;
    }
  | {
      readonly is: 'inside';
      /** The journal of the shop: people, PINs, and who passed what. */
      readonly home: Journal;
      readonly host: TrainingHost;
      /** Nobody knows it: people are asked for their own PIN, by the journal of the shop. */
      randomPin(): string;
      /** `training.ended` stands at home: ends this process, which comes back as the terminal of the shop. */
      end(): void;
    };

/** Who knows the people and whose PIN is right: this journal; in training that of the shop. */
export function peopleJournal(ports: { readonly journal: Journal; readonly training?: TrainingPlace }): Journal {
  return ports.training?.is === 'inside' ? ports.training.home : ports.journal;
}

/** Beside the shop's journal, never in its place: another folder, another key, another name. */
export const TRAINING_FOLDER = 'training';
