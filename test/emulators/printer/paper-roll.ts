/** The roll and its two sensors. Paper passes the sensors before the head, so a line under way still finds paper. */
export class PaperRoll {
  #leftDots: number;
  readonly #nearEndDots: number | null;
  #nearEndForced: boolean | null = null;
  #endForced = false;

  /** @param nearEndDots null: this model has no near-end sensor. */
  constructor(leftDots: number, nearEndDots: number | null) {
    this.#leftDots = leftDots;
    this.#nearEndDots = nearEndDots;
  }

  get leftDots(): number {
    return Math.max(0, this.#leftDots);
  }
  get atEnd(): boolean {
    return this.#endForced || this.#leftDots <= 0;
  }
  /** A roll that has ended is near its end too. */
  get nearEnd(): boolean {
    if (this.#nearEndDots === null) return false;
    return this.atEnd || (this.#nearEndForced ?? this.#leftDots <= this.#nearEndDots);
  }

  use(dots: number): void {
    this.#leftDots -= dots;
  }
  forceEnd(): void {
    this.#endForced = true;
  }
  /** null: as the roll says. */
  forceNearEnd(on: boolean | null): void {
    this.#nearEndForced = on;
  }
  replace(leftDots: number): void {
    this.#leftDots = leftDots;
    this.#endForced = false;
    this.#nearEndForced = null;
  }
}
