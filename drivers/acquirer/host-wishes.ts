/** What the host asks for in the header of its answers, told once (facts/acquirer §1.1). */

/** A sign-on: the firmware sees to it with the answer. */
const SIGN_ON = '3';

/** The others are for a technician: this terminal carries no downloads. */
const MEANINGS: { readonly [requirement: string]: string } = {
  1: 'download parameters',
  2: 'upload the status',
  4: 'download CA public keys',
  5: 'download EMV parameters',
  6: 'update the application',
  7: 'download the blacklist',
};

export interface HostWish {
  readonly requirement: string;
  readonly meaning: string;
}

export class HostWishes {
  #told: string | null = null;

  /** @param processing of an answer's header. @returns what is to be told, null for nothing, or for what was told last. */
  heard(processing: string | null): HostWish | null {
    const meaning = MEANINGS[processing ?? ''];
    if (processing === null || processing === SIGN_ON || meaning === undefined || processing === this.#told)
      return null;
    this.#told = processing;
    return { requirement: processing, meaning };
  }
}
