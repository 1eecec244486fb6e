/** No card number but the published test cards, in any file of the clone (facts/peripherals §4; promise 5). */
import { lineAt, type Rule } from './tree.ts';

/** Published test cards; all pass Luhn. */
const TEST_PANS: ReadonlySet<string> = new Set([
  '4761739001010010',
  '5413330002001155',
  '374245455400001',
  '6510000000000166',
  '36070500001376',
  '3569990010082211',
  '4111111111111111',
  // The card of the ANSI X9.24-1 key vectors.
  '4012345678909',
  // UnionPay, 19 digits, as payment providers publish it for tests.
  '6205500000000000004',
  // What a MagneSafe reader shows of its manual's sample card: masked with zeros, check digit put right.
  '5452000000007189',
]);

/** ISO/IEC 7812-1: the check digit of a card number. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Runs of 13–19 digits, also in groups of four by blanks, dashes or underscores as people write card numbers. */
const DIGITS = /(?<![\d*])(?:\d{13,19}|\d{4}([ _-])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?)(?![\d*])/g;
/** The same in a hex dump, one ASCII digit a byte: `34 31 …` or `3431…`. */
const HEX_DIGITS = /(?<!3\d |[0-9A-Fa-f])(?:3\d ){12,18}3\d(?! 3\d|[0-9A-Fa-f])|(?<!3\d)(?:3\d){13,19}(?!3\d)/g;
/** What stands in the card number's place of a track, whatever it starts with. */
const TRACKS = /(?:%B|;)(\d{13,19})(?=[=^])/g;

/** Schemes by first digits and length (ISO/IEC 7812-1): the rest are times in milliseconds, article, device and merchant numbers. */
const SCHEMES = /^(?:4\d{12}|3[0689]\d{12}|3[47]\d{13}|2131\d{11}|[2-69]\d{15,18})$/;
/** A fixed field filled up with zeros (DE 53, the end of a track) is no card. */
const FILLED = /0{10}$/;
const HEX_OF_DIGITS = /^(?:3\d)+$/;

function isCard(digits: string): boolean {
  return passesLuhn(digits) && !FILLED.test(digits) && !TEST_PANS.has(digits);
}

export const cardNumbers: Rule = (files) =>
  files
    .filter((file) => file.path !== 'package-lock.json')
    .flatMap(({ path, text }) => {
      const plain = [...text.matchAll(DIGITS)]
        .map((match) => ({ at: match.index, digits: match[0].replace(/\D/g, '') }))
        .filter(({ digits }) => SCHEMES.test(digits) && !HEX_OF_DIGITS.test(digits) && isCard(digits));
      const dumped = [...text.matchAll(HEX_DIGITS)]
        .map((match) => ({ at: match.index, digits: match[0].replace(/3(\d) ?/g, '$1') }))
        .filter(({ digits }) => SCHEMES.test(digits) && isCard(digits));
      const tracks = [...text.matchAll(TRACKS)]
        .map((match) => ({
          at: match.index + match[0].length - (match[1] as string).length,
          digits: match[1] as string,
        }))
        .filter(({ digits }) => isCard(digits));
      const places = new Set([...plain, ...dumped, ...tracks].map(({ at }) => lineAt(text, at)));
      return [...places].map((place) => `${path}:${place}: a card number that is no published test card`);
    });
