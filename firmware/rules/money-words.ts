/** Amounts as people read them. */

const EXPONENTS: Readonly<Record<string, number>> = { CNY: 2, USD: 2, EUR: 2, HKD: 2, JPY: 0, KRW: 0 };
/** U+FFE5, not U+00A5: the latter is four bytes in GB18030 and prints as junk (museum: node-escpos-332). */
const SIGNS: Readonly<Record<string, string>> = { CNY: '￥', JPY: '￥', USD: '$', HKD: 'HK$', EUR: '€' };

const NUMBERS: Readonly<Record<string, string>> = {
  CNY: '156',
  USD: '840',
  EUR: '978',
  HKD: '344',
  JPY: '392',
  KRW: '410',
};

/** ISO 4217's three digits, for devices; 999 (no currency) where it is not known here. */
export function currencyNumber(currency: string): string {
  return NUMBERS[currency] ?? '999';
}

/** Decimals of an ISO 4217 currency; two where it is not known here. */
export function currencyExponent(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/** `￥12.50`, from minor units. */
export function amountWords(amountMinor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = String(amountMinor).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${SIGNS[currency] ?? `${currency} `}${whole}${fraction}`;
}
