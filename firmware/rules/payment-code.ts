/** Whether a scanned text is a payment code of a customer (付款码): digits, by whose wallet it is. Anything else (goods, a slip) is none. */
const CODES: readonly RegExp[] = [
  /^62\d{17}$/, // UnionPay
  /^1[0-5]\d{16}$/, // WeChat Pay
  /^(?:2[5-9]|30)\d{14,22}$/, // Alipay
];

export function isPaymentCode(text: string): boolean {
  return CODES.some((code) => code.test(text));
}
