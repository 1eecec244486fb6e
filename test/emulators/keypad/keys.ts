/** HID usages of page 0x07 as a numeric keypad sends them (facts/peripherals §1c; names from the design, §8). */
const usages: Readonly<Record<string, number>> = {
  '1': 0x59,
  '2': 0x5a,
  '3': 0x5b,
  '4': 0x5c,
  '5': 0x5d,
  '6': 0x5e,
  '7': 0x5f,
  '8': 0x60,
  '9': 0x61,
  '0': 0x62,
  '.': 0x63,
  '00': 0xb0,
  '000': 0xb1,
  confirm: 0x58,
  correct: 0x2a,
  'keypad-backspace': 0xbb,
  sale: 0x57,
  refund: 0x56,
  reprint: 0x54,
  functions: 0x55,
  cancel: 0x29,
  clear: 0xd8,
  'clear-entry': 0xd9,
  numlock: 0x53,
  enter: 0x28,
  equals: 0x67,
  comma: 0x85,
};

const characters: Readonly<Record<string, string>> = {
  '\n': 'confirm',
  '\b': 'correct',
  '\u001b': 'cancel',
  '+': 'sale',
  '-': 'refund',
  '/': 'reprint',
  '*': 'functions',
  '=': 'equals',
  ',': 'comma',
};

/** The usage of a named key, or of `"0x1E"`. */
export function usageOf(name: string): number {
  const usage = /^0x[0-9a-fA-F]{2}$/.test(name) ? Number(name) : usages[name];
  if (usage === undefined) throw new Error(`unknown key "${name}"; known: ${Object.keys(usages).join(' ')} 0xNN`);
  return usage;
}

/** The key for one character of typed text. */
export function keyOfCharacter(character: string): string {
  const key = characters[character] ?? character;
  if (key.length === 1 && usages[key] === undefined) {
    throw new Error(`no key for ${JSON.stringify(character)}`);
  }
  return key;
}
