/** What an encrypting reader shows of a track in clear: the first and last four digits of the PAN, name and expiry. */

/** MagTek, security level 3: masked digits become `0`; expiry stays. */
export function maskWithZeros(text: string): string {
  return mask(
    text,
    (rest) => rest.slice(0, 4) + rest.slice(4).replaceAll(/[^?]/g, '0'),
    '0',
    (head) => head,
  );
}

/** ID TECH: masked characters become `*`, expiry and format code too. */
export function maskWithStars(text: string): string {
  return mask(
    text,
    (rest) => rest.replaceAll(/[^?]/g, '*'),
    '*',
    (head) => head.replace('B', '*'),
  );
}

function mask(
  text: string,
  maskRest: (rest: string) => string,
  filler: string,
  maskHead: (head: string) => string,
): string {
  const parts = /^(%B|;|\+)(\d+)(\^[^^]*\^|=)(.*)$/.exec(text);
  if (parts === null) return text;
  const [, head = '', pan = '', middle = '', rest = ''] = parts;
  const shown = pan.slice(0, 4) + filler.repeat(Math.max(0, pan.length - 8)) + pan.slice(-4);
  return maskHead(head) + shown + middle + maskRest(rest);
}
