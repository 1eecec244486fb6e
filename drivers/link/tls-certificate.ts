/** Who answers at a TLS address: the certificate as it is shown, believed or not (requirement H10). */
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { TlsAddress } from './address.ts';
import { errnoOf, textOf } from './loss.ts';
import { absence } from './nearby.ts';

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Epoch milliseconds. */
  readonly validFromMs: number;
  readonly validToMs: number;
  /** SHA-256 of it, as a person compares it. */
  readonly fingerprint: string;
  /** `TLSv1.3` */
  readonly protocol: string;
  /** The address names the authority that it must come from; else any public one will do. */
  readonly pinned: boolean;
  /** Why it is not believed; null: it is. */
  readonly distrust: string | null;
}

/** What the handshake needs. @throws Error naming a file that cannot be read, before anything is connected. */
export async function tlsOptions(address: TlsAddress): Promise<ConnectionOptions> {
  const [ca, cert, key] = await Promise.all([
    pem('ca', address.ca),
    pem('cert', address.cert),
    pem('key', address.key),
  ]);
  return {
    host: address.host,
    port: address.port,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(isIP(address.serverName) === 0 ? { servername: address.serverName } : {}),
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  };
}

async function pem(option: string, path: string | null): Promise<Buffer | null> {
  if (path === null) return null;
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(`${option}=${path}: ${errnoOf(error) === 'ENOENT' ? absence(path) : textOf(error)}`);
  }
}

export type CertificateLook =
  | { readonly ok: true; readonly facts: CertificateFacts }
  | { readonly ok: false; readonly detail: string };

/** Shakes hands, looks and leaves: a certificate that is not believed is shown all the same, and nothing is ever written. Silent once cancelled. */
export function lookAtCertificate(address: TlsAddress, done: (look: CertificateLook) => void): () => void {
  let over = false;
  let socket: TLSSocket | null = null;
  const end = (look: CertificateLook): void => {
    if (over) return;
    over = true;
    socket?.destroy();
    done(look);
  };
  const fail = (error: unknown): void => end({ ok: false, detail: textOf(error) });
  tlsOptions(address).then((options) => {
    if (over) return;
    const connecting = connect({ ...options, rejectUnauthorized: false });
    socket = connecting;
    connecting.on('error', fail);
    connecting.once('secureConnect', () => end({ ok: true, facts: factsOf(connecting, address) }));
  }, fail);
  return () => {
    over = true;
    socket?.destroy();
  };
}

function factsOf(socket: TLSSocket, address: TlsAddress): CertificateFacts {
  const certificate = socket.getPeerCertificate();
  const dates = socket.getPeerX509Certificate();
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    validFromMs: dates?.validFromDate.getTime() ?? 0,
    validToMs: dates?.validToDate.getTime() ?? 0,
    fingerprint: certificate.fingerprint256,
    protocol: socket.getProtocol() ?? 'TLS',
    pinned: address.ca !== null,
    distrust: socket.authorized ? null : String(socket.authorizationError ?? 'not authorised'),
  };
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const { O, CN } = name ?? {};
  return (
    [CN, O]
      .flat()
      .filter((part) => typeof part === 'string' && part !== '')
      .join(', ') || '-'
  );
}
