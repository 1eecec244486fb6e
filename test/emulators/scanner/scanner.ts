/** A barcode scanner: it sees a code and tells it, once or, as nervous hands have it, twice. */
import type { Clock } from '../clock.ts';
import type { Verb } from '../control.ts';
import type { Arguments } from '../verb-arguments.ts';
import { numberOf, textOf } from '../verb-arguments.ts';
import type { Layout } from './layouts.ts';
import type { SerialSuffix, WedgeSuffix } from './reports.ts';
import { posReports, serialText, vendorReports, wedgeReports } from './reports.ts';

export type ScannerKind =
  | { readonly kind: 'hid-pos' }
  | { readonly kind: 'hid-vendor' }
  | { readonly kind: 'wedge'; readonly layout: Layout; readonly suffix: WedgeSuffix }
  | { readonly kind: 'serial'; readonly aim: boolean; readonly suffix: SerialSuffix };

export interface ScannerWorld {
  readonly clock: Clock;
  /** One report, or one text on the line. */
  tell(bytes: Uint8Array): void;
  emit(event: string, fields?: object): void;
}

/** Between two reports of one code: a full-speed device is polled every millisecond, scanners take their time. */
const reportGapMs = 4;
/** Between the two scans of `double`. */
const doubleGapMs = 150;
/** EAN-13 by the AIM symbology list. */
const defaultAim = ']E0';

export class Scanner {
  readonly #world: ScannerWorld;
  readonly #kind: ScannerKind;
  #waiting: { bytes: Uint8Array; done: () => void }[] = [];
  #cancel: (() => void) | null = null;
  readonly verbs: Record<string, Verb>;

  constructor(world: ScannerWorld, kind: ScannerKind) {
    this.#world = world;
    this.#kind = kind;
    this.verbs = {
      scan: (args) => this.#scan(args),
      double: (args) => this.#double(args),
    };
  }

  unplugged(): void {
    this.#cancel?.();
    this.#cancel = null;
    for (const { done } of this.#waiting.splice(0)) done();
  }

  /** Serial scanners take a trigger or settings in vendor languages; none is understood here. */
  receive(bytes: Uint8Array): void {
    this.#world.emit('error', { detail: `${bytes.length} bytes received; this scanner takes no commands` });
  }

  output(report: Uint8Array): void {
    this.#world.emit('error', { detail: `output report of ${report.length} bytes; this scanner takes no commands` });
  }

  /** Resolves when the last report has been told. */
  async #scan(args: Arguments): Promise<void> {
    const reports = this.#reports(textOf(args, 'code'), textOf(args, 'aim', defaultAim));
    await Promise.all(reports.map((bytes) => this.#queue(bytes)));
  }

  async #double(args: Arguments): Promise<void> {
    const gapMs = numberOf(args, 'gapMs', doubleGapMs);
    await this.#scan(args);
    await new Promise<void>((resolve) => this.#world.clock.after(gapMs, resolve));
    await this.#scan(args);
  }

  #reports(code: string, aim: string): Uint8Array[] {
    const kind = this.#kind;
    switch (kind.kind) {
      case 'hid-pos':
        return posReports(Buffer.from(code, 'utf8'), aim);
      case 'hid-vendor':
        return vendorReports(Buffer.from(code, 'utf8'));
      case 'wedge':
        return wedgeReports(code, kind.layout, kind.suffix);
      case 'serial':
        return [serialText(code, kind.aim ? aim : null, kind.suffix)];
    }
  }

  #queue(bytes: Uint8Array): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ bytes, done });
      if (this.#cancel === null) this.#next();
    });
  }

  #next(): void {
    this.#cancel = null;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#world.tell(next.bytes);
    this.#cancel = this.#world.clock.after(reportGapMs, () => this.#next());
    next.done();
  }
}
