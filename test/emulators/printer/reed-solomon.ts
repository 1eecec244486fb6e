/** Error correction bytes over GF(256) with 0x11D, as QR Codes use them (ISO/IEC 18004 §7.5). Pure. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    if (((b >>> bit) & 1) === 1) product ^= a;
  }
  return product;
}

/** Coefficients of the generator polynomial, the leading 1 left out. */
function generator(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < degree; i += 1) {
    for (let j = 0; j < degree; j += 1) {
      result[j] = times(result[j] as number, root) ^ (j + 1 < degree ? (result[j + 1] as number) : 0);
    }
    root = times(root, 2);
  }
  return result;
}

/** The remainder of `data` divided by the generator. */
export function errorCorrection(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  const rest = Array<number>(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() as number);
    rest.push(0);
    for (let i = 0; i < count; i += 1) rest[i] = (rest[i] as number) ^ times(divisor[i] as number, factor);
  }
  return rest;
}
