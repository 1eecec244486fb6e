/** No card number but the published test cards, in any file of the clone (facts/peripherals §4; promise 5). */
import { lineAt, type Rule } from './tree.ts';

/** Published test cards; all pass Luhn. The last one is the card of the ANSI X9.24-1 key vectors. */
const TEST_PANS: ReadonlySet<string> = new Set([
  '4761739001010010',
  '5413330002001155',
  '374245455400001',
  '6510000000000166',
  '36070500001376',
  '3569990010082211',
  '4111111111111111',
  '4012345678909',
]);
/** Card numbers of vendors' track samples that fail Luhn: they stand in golden transcripts. */
const VENDOR_SAMPLES: ReadonlySet<string> = new Set(['5452300551227189', '4266841088889999']);

/** ISO/IEC 7812-1: the check digit of a card number. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/**
 * Runs of 13–19 digits, also grouped by single blanks, dashes or underscores. Payment cards start with 2–6 or 9 (ISO/IEC 7812-1 major
 * industry identifiers, national schemes); what starts otherwise is a time in milliseconds or a merchant number.
 */
const CARD_LIKE = /(?<![\d*])[2-69](?:[ _-]?\d){12,18}(?![\d*])/g;
/** A fixed field filled up with zeros (DE 53) is no card. */
const FILLED_FIELD = /0{10}$/;
const TRACK_LIKE = /%B(\d[\d ]{11,18}\d)|;(\d{13,19})=/g;

export const cardNumbers: Rule = (files) =>
  files
    .filter((file) => file.path !== 'package-lock.json')
    .flatMap(({ path, text }) => {
      const cards = [...text.matchAll(CARD_LIKE)]
        .map((match) => ({ at: match.index, digits: match[0].replace(/\D/g, '') }))
        .filter(({ digits }) => passesLuhn(digits) && !TEST_PANS.has(digits) && !FILLED_FIELD.test(digits))
        .map(({ at }) => `${path}:${lineAt(text, at)}: a card number that is no published test card`);
      const tracks = [...text.matchAll(TRACK_LIKE)]
        .map((match) => ({ at: match.index, digits: (match[1] ?? match[2] ?? '').replaceAll(' ', '') }))
        .filter(({ digits }) => !TEST_PANS.has(digits) && !VENDOR_SAMPLES.has(digits))
        .map(({ at }) => `${path}:${lineAt(text, at)}: track data of a card that is no published test card`);
      return [...cards, ...tracks];
    });
