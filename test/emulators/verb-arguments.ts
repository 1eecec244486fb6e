/** What a verb may ask of its request; a wrong one is refused with a sentence that names the field. */
export type Arguments = Record<string, unknown>;

export function numberOf(args: Arguments, name: string, fallback?: number): number {
  const value = args[name] ?? fallback;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new Error(`"${name}" must be a number from 0, not ${JSON.stringify(args[name])}`);
  }
  return value;
}

export function textOf(args: Arguments, name: string, fallback?: string): string {
  const value = args[name] ?? fallback;
  if (typeof value !== 'string') throw new Error(`"${name}" must be a text, not ${JSON.stringify(args[name])}`);
  return value;
}

export function flagOf(args: Arguments, name: string, fallback: boolean): boolean {
  const value = args[name] ?? fallback;
  if (typeof value !== 'boolean') throw new Error(`"${name}" must be true or false, not ${JSON.stringify(args[name])}`);
  return value;
}

export function textsOf(args: Arguments, name: string): string[] {
  const value = args[name];
  const texts = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === 'string')) {
    throw new Error(`"${name}" must be a list of texts, not ${JSON.stringify(value)}`);
  }
  return texts;
}

export function choiceOf<Choice extends string>(
  args: Arguments,
  name: string,
  choices: readonly Choice[],
  fallback?: Choice,
): Choice {
  const value = textOf(args, name, fallback);
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new Error(`"${name}" must be one of ${choices.join(', ')}, not ${value}`);
  return choice;
}

/** `"1B 40"` or `"1b40"`. */
export function bytesOf(args: Arguments, name: string, fallback?: string): Uint8Array {
  const hex = textOf(args, name, fallback).replaceAll(/\s/g, '');
  if (!/^([0-9a-fA-F]{2})*$/.test(hex)) throw new Error(`"${name}" must be hex bytes`);
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
