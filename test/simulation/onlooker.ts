/** Who looks over people's shoulders: each page at its first picture in a world, then every few pictures. Drawing and judging all of them would cost a tenth. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import { Witness } from './saying.ts';
import { brokenPicture, pageOf } from './seeing.ts';

const EVERY_PICTURES = 8;

export class Onlooker {
  readonly witness: Witness;
  /** Pictures judged, by page. */
  readonly judged = new Map<string, number>();
  #pictures: number;

  constructor(seed: number, entries: readonly Entry[]) {
    this.#pictures = seed % EVERY_PICTURES;
    this.witness = new Witness(entries);
  }

  /** @returns what is wrong with this picture */
  looks(view: TillView): readonly string[] {
    this.witness.rests(view);
    this.#pictures += 1;
    const page = pageOf(view);
    const times = this.judged.get(page) ?? 0;
    if (times > 0 && this.#pictures % EVERY_PICTURES !== 0) return [];
    this.judged.set(page, times + 1);
    return [...brokenPicture(view), ...this.witness.broken(view)];
  }
}
