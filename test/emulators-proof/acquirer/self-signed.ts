/** A certificate for 127.0.0.1 or a name, made on the spot (RFC 5280 in DER by hand), so that no key lies in the repository. */
import { generateKeyPairSync, sign } from 'node:crypto';

const tlv = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const long =
    body.length < 256 ? Buffer.from([0x81, body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 255]);
  return Buffer.concat([Buffer.from([tag]), body.length < 128 ? Buffer.from([body.length]) : long, body]);
};
const sequence = (...parts: Uint8Array[]): Buffer => tlv(0x30, ...parts);
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'));
const ECDSA_WITH_SHA256 = sequence(oid('2A8648CE3D040302'));
const COMMON_NAME = '550403';
const SUBJECT_ALTERNATIVE_NAME = '551D11';

export interface SelfSigned {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface CertificateWish {
  /** DNS name; the address 127.0.0.1 if left out. */
  readonly name?: string;
  /** YYMMDD of its last day; 2049 if left out. It begins in 2020. */
  readonly until?: string;
}

export function selfSigned({ name: dnsName, until = '491231' }: CertificateWish = {}): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(tlv(0x31, sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from('emulated acquirer')))));
  const time = (text: string): Buffer => tlv(0x17, Buffer.from(text, 'latin1'));
  const named =
    dnsName === undefined ? tlv(0x87, Buffer.from([127, 0, 0, 1])) : tlv(0x82, Buffer.from(dnsName, 'latin1'));
  const address = sequence(named);
  const extension = sequence(oid(SUBJECT_ALTERNATIVE_NAME), tlv(0x04, address));
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time('200101000000Z'), time(`${until}235959Z`)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extension)),
  );
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
