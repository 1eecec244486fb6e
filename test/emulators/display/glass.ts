/** The glass of a 2×20 display: cells, cursor, modes; no dialect (facts/peripherals §1d). */
export const columns = 20;
export const rows = 2;

export type WriteMode = 'overwrite' | 'vertical-scroll' | 'horizontal-scroll';

/** What one cell shows; the second half of a wide character is the empty text. */
type Cell = string;

export interface GlassState {
  /** Two texts; a wide character stands once and takes two cells. */
  readonly lines: readonly string[];
  readonly cursor: { readonly column: number; readonly row: number; readonly shown: boolean };
  readonly mode: WriteMode;
  /** 1 to 4. */
  readonly brightness: number;
  /** Blink interval in units of 50 ms; 0 steady, 255 switched off. */
  readonly blink: number;
  readonly reverse: boolean;
}

export class Glass {
  #cells: Cell[][] = [];
  /** Zero-based; the column may be one past the end, where the next character makes the mode decide. */
  #column = 0;
  #row = 0;
  mode: WriteMode = 'overwrite';
  cursorShown = true;
  brightness = 4;
  blink = 0;
  reverse = false;

  constructor() {
    this.clear();
  }

  get state(): GlassState {
    return {
      lines: this.#cells.map((row) => row.join('')),
      cursor: { column: Math.min(this.#column, columns - 1) + 1, row: this.#row + 1, shown: this.cursorShown },
      mode: this.mode,
      brightness: this.brightness,
      blink: this.blink,
      reverse: this.reverse,
    };
  }

  initialize(): void {
    this.mode = 'overwrite';
    this.cursorShown = true;
    this.brightness = 4;
    this.blink = 0;
    this.reverse = false;
    this.clear();
  }

  clear(): void {
    this.#cells = Array.from({ length: rows }, () => emptyRow());
    this.moveTo(1, 1);
  }

  clearRow(): void {
    this.#cells[this.#row] = emptyRow();
    this.#column = 0;
  }

  /** `column` 1–20, `row` 1–2; anything else is ignored, as the device does. */
  moveTo(column: number, row: number): boolean {
    if (column < 1 || column > columns || row < 1 || row > rows) return false;
    this.#column = column - 1;
    this.#row = row - 1;
    return true;
  }

  left(): void {
    if (this.#column > 0) this.#column = Math.min(this.#column, columns) - 1;
    else if (this.mode !== 'horizontal-scroll') {
      this.#row = (this.#row + rows - 1) % rows;
      this.#column = columns - 1;
    }
  }

  right(): void {
    if (this.#column < columns - 1) this.#column++;
    else if (this.mode !== 'horizontal-scroll') this.#leaveRow();
    else {
      this.#scrollRowLeft(1);
      this.#column = columns - 1;
    }
  }

  up(): void {
    if (this.#row > 0) this.#row--;
    else if (this.mode === 'overwrite') this.#row = rows - 1;
    else if (this.mode === 'vertical-scroll') this.#cells = [emptyRow(), ...this.#cells.slice(0, rows - 1)];
  }

  down(): void {
    if (this.#row < rows - 1) this.#row++;
    else if (this.mode === 'overwrite') this.#row = 0;
    else if (this.mode === 'vertical-scroll') this.#cells = [...this.#cells.slice(1), emptyRow()];
  }

  toLineStart(): void {
    this.#column = 0;
  }

  toLineEnd(): void {
    this.#column = columns - 1;
  }

  /** The character at the cursor; `width` 2 for a Chinese one, which never stands across the edge. */
  write(character: string, width: 1 | 2): void {
    if (this.#column + width > columns) this.#makeRoom(width);
    const row = this.#cells[this.#row];
    if (row === undefined) return;
    // Half a wide character is no character: whatever is cut in two goes blank.
    if (row[this.#column] === '') row[this.#column - 1] = ' ';
    for (let at = 0; at < width; at++) row[this.#column + at] = at === 0 ? character : '';
    this.#column += width;
    if (row[this.#column] === '') row[this.#column] = ' ';
    // The cursor moves on at once: in vertical mode, filling the last cell scrolls. Only a horizontally scrolling row waits.
    if (this.#column >= columns && this.mode !== 'horizontal-scroll') this.#leaveRow();
  }

  /** CD5220 string mode: a whole line at once. */
  setRow(row: number, characters: readonly { character: string; width: 1 | 2 }[]): void {
    const cells: Cell[] = [];
    for (const { character, width } of characters) {
      if (cells.length + width > columns) break;
      cells.push(character, ...(width === 2 ? [''] : []));
    }
    this.#cells[row] = [...cells, ...emptyRow()].slice(0, columns);
  }

  #makeRoom(width: number): void {
    if (this.mode !== 'horizontal-scroll') {
      this.#leaveRow();
      return;
    }
    const missing = this.#column + width - columns;
    this.#scrollRowLeft(missing);
    this.#column -= missing;
  }

  #leaveRow(): void {
    if (this.mode === 'vertical-scroll') this.#nextLine();
    else {
      this.#column = 0;
      this.#row = (this.#row + 1) % rows;
    }
  }

  #nextLine(): void {
    this.#column = 0;
    if (this.#row < rows - 1) this.#row++;
    else this.#cells = [...this.#cells.slice(1), emptyRow()];
  }

  #scrollRowLeft(by: number): void {
    const row = this.#cells[this.#row];
    if (row === undefined) return;
    const rest = row.slice(by);
    if (rest[0] === '') rest[0] = ' ';
    this.#cells[this.#row] = [...rest, ...Array<Cell>(by).fill(' ')];
  }
}

function emptyRow(): Cell[] {
  return Array<Cell>(columns).fill(' ');
}
