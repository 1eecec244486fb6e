/**
 * The stage of a story: a whole countertop, worked step by step, each step told with what every screen shows, which entries the
 * journal got and which slips came out, as text for people or one JSON object a line.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CountertopOptions } from '../../test/countertop/counter-configuration.ts';
import { Countertop } from '../../test/countertop/countertop.ts';
import { judge, tapeOf } from '../../test/countertop/judge.ts';
import { leaksIn } from '../../test/crash/leaks.ts';
import { demonstrationSecrets, leaksOfData } from '../../test/crash/secrets.ts';

export interface StepTold {
  readonly step: number;
  readonly what: string;
  readonly keyPresses: number;
  readonly cashier: readonly string[];
  readonly customer: readonly string[];
  readonly entries: readonly { readonly seq: number; readonly type: string }[];
  readonly slips: readonly string[];
  readonly owed: readonly string[];
  /** What a tool has printed. */
  readonly notes: readonly string[];
}

export type Tell = (
  told: StepTold | { readonly verdict: 'kept' | 'broken'; readonly broken: readonly string[] },
) => void;

export class Stage {
  readonly countertop: Countertop;
  readonly #folder: string;
  readonly #tell: Tell;
  #step = 0;
  #seq = 0;
  #slips = 0;
  #keys = 0;
  #notes: string[] = [];
  /** Every line that was on a screen or a slip: what is drawn of them is compressed, and could not be searched. */
  readonly #seen: string[] = [];

  private constructor(countertop: Countertop, folder: string, tell: Tell) {
    this.countertop = countertop;
    this.#folder = folder;
    this.#tell = tell;
  }

  static async open(folder: string, tell: Tell, options: Omit<CountertopOptions, 'folder'> = {}): Promise<Stage> {
    mkdirSync(join(folder, 'slips'), { recursive: true });
    return new Stage(await Countertop.open({ ...options, folder: join(folder, 'counter') }), folder, tell);
  }

  /** Keys by name; a word of digits is typed digit by digit. */
  async keys(...keys: readonly string[]): Promise<void> {
    const single = keys.flatMap((key) => (/^\d{2,}$/.test(key) && key !== '00' ? [...key] : [key]));
    this.#keys += single.length;
    await this.countertop.press(...single);
  }

  /** Shown with the step under way. */
  note(text: string): void {
    this.#notes.push(...text.split('\n'));
  }

  /** One step of the story: acts, then shows what there is to see. */
  async step(what: string, act: () => Promise<unknown>): Promise<void> {
    this.#keys = 0;
    this.#notes = [];
    await act();
    const { countertop } = this;
    const entries =
      countertop.isPowered || this.#seq > 0 ? countertop.entries().filter((entry) => entry.seq > this.#seq) : [];
    this.#seq = entries.at(-1)?.seq ?? this.#seq;
    const cashier = countertop.isPowered ? countertop.firmware.frame : ['(power off)'];
    const customer = await this.#customer();
    this.#seen.push(...cashier, ...customer, ...this.#notes, countertop.isPowered ? countertop.firmware.stderr : '');
    this.#tell({
      step: ++this.#step,
      what,
      keyPresses: this.#keys,
      cashier,
      customer,
      entries: entries.map(({ seq, type }) => ({ seq, type })),
      slips: await this.#drawNewSlips(),
      owed: countertop.obligations().map(({ kind, state, transaction }) => `${kind} ${state} ${transaction}`),
      notes: this.#notes,
    });
  }

  /** Judges every promise at the end, and looks for secrets in the data folder, and in every line that stood on a screen or a slip. */
  async judge(): Promise<readonly string[]> {
    const seen = leaksIn(Buffer.from(this.#seen.join('\n')), demonstrationSecrets());
    const left = [...leaksOfData(this.countertop.data), ...seen.map((form) => `screens and slips: ${form}`)];
    const broken = [...(await judge(this.countertop)), ...left.map((leak) => `secrets: ${leak}`)];
    this.#tell({ verdict: broken.length === 0 ? 'kept' : 'broken', broken });
    return broken;
  }

  async close(): Promise<void> {
    await this.countertop.close();
  }

  async #customer(): Promise<readonly string[]> {
    if (this.countertop.display === null) return [];
    const grid = (await this.countertop.display.do('grid')) as { readonly lines: readonly string[] };
    return grid.lines;
  }

  async #drawNewSlips(): Promise<readonly string[]> {
    const tape = await tapeOf(this.countertop);
    const files: string[] = [];
    for (const slip of tape.slice(this.#slips)) {
      const file = join(this.#folder, 'slips', `${String(slip.slip).padStart(2, '0')}.png`);
      await this.countertop.printer.do('png', { file, slip: slip.slip });
      this.#seen.push(...slip.lines);
      files.push(file);
    }
    this.#slips = tape.filter((slip) => slip.end !== 'open').length;
    return files;
  }
}
