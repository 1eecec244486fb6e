/**
 * Planted bugs: what a tired engineer could write. Each is a small change of the text of a source file; the simulation must name a broken promise
 * for each. A patch whose text no longer stands in the file is an error, so that the list cannot rot.
 */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export interface Mutant {
  readonly name: string;
  /** What goes wrong because of it, in words. */
  readonly harm: string;
  readonly patches: readonly Patch[];
}

export const one = (name: string, harm: string, file: string, find: string, put: string): Mutant => ({
  name,
  harm,
  patches: [{ file, find, put }],
});
