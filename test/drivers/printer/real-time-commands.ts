/** What a printer would find in bytes that are meant as a picture (facts/printer §1.2): `10 04`, `10 05` and `10 14`, anywhere. */
const SECOND: readonly (number | undefined)[] = [0x04, 0x05, 0x14];

/** Whether a printer would find a real-time command in `bytes`. */
export function commandsThePrinter(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === 0x10 && SECOND.includes(bytes[at + 1]));
}
