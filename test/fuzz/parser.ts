/** What is fed, and what is counted of it. */

/** What it held at the most between two chunks, and how many things it made of them. */
export interface Appetite {
  readonly heldBytes: number;
  readonly results: number;
}

export interface Parser {
  readonly name: string;
  /** What starts its frames, so that random bytes get further than the door. */
  readonly known: readonly string[];
  /** What it takes, whole: bent in some places it gets where random bytes never would. Left out: there is nothing that long. */
  readonly documents?: readonly Uint8Array[];
  readonly mostHeldBytes: number;
  /** Steps and copies for each byte, where it needs more than MOST_WORK_A_BYTE, and why. */
  readonly mostWorkAByte?: number;
  readonly feed: (chunks: readonly Uint8Array[]) => Appetite;
}
