/**
 * The way to a host, tried layer by layer: link, address, DNS, host, TLS. A result is a value; each layer answers within its bound
 * (requirement E3; facts/acquirer §3 cause 9). The echo of the acquirer, the last layer, belongs to its driver.
 *
 * A probe opens connections of its own and closes them at once; nothing is written to them.
 */
import { lookup } from 'node:dns';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parseByteAddress, type TcpAddress, type TlsAddress } from './address.ts';
import type { Cancel, Clock } from './link.ts';
import { errnoOf, textOf } from './loss.ts';
import { type CertificateFacts, lookAtCertificate } from './tls-certificate.ts';

export type NetworkLayer = 'link' | 'address' | 'dns' | 'host' | 'tls';
const NETWORK_LAYERS: readonly NetworkLayer[] = ['link', 'address', 'dns', 'host', 'tls'];

export interface LayerResult {
  readonly layer: NetworkLayer;
  /** `skipped`: this address has no such layer, or a layer below failed. */
  readonly verdict: 'ok' | 'failed' | 'skipped';
  /** One sentence for the technician. */
  readonly detail: string;
  /** By the injected clock. */
  readonly tookMs: number;
  /** Of the TLS layer, where one was shown. */
  readonly certificate?: CertificateFacts;
}

/** How long a layer may take before it counts as failed. */
const LAYER_BOUND_MS = 5_000;

/** What the system says of its network; handed in, so that a test can be a terminal without a cable. */
export interface SystemNetwork {
  /** Interfaces but the loopback: whether a cable or a radio carries. */
  carriers(): readonly { readonly name: string; readonly carries: boolean }[];
  /** Addresses that reach beyond this machine's own segment. */
  addresses(): readonly string[];
  /** Of the default route, IPv4; null where there is none. */
  gateway(): string | null;
}

/** Linux: /sys/class/net, /proc/net/route. What cannot be read is not there. */
export const LINUX_NETWORK: SystemNetwork = {
  carriers: () =>
    listed('/sys/class/net')
      .filter((name) => name !== 'lo')
      .map((name) => ({ name, carries: readText(`/sys/class/net/${name}/carrier`).trim() === '1' })),
  addresses: () =>
    Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address))
      .map(({ address }) => address),
  gateway: () => gatewayOf(readText('/proc/net/route')),
};

/** The default route's gateway in /proc/net/route: columns interface, destination, gateway in little-endian hex. Null without one. */
export function gatewayOf(routes: string): string | null {
  for (const line of routes.split('\n').slice(1)) {
    const [, destination, gateway = ''] = line.split('\t');
    if (destination !== '00000000' || !/^[0-9A-F]{8}$/i.test(gateway) || gateway === '00000000') continue;
    return [6, 4, 2, 0].map((at) => Number.parseInt(gateway.slice(at, at + 2), 16)).join('.');
  }
  return null;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

type Done = (result: LayerResult) => void;

/** Does any interface carry? */
export function probeLink(network: SystemNetwork): LayerResult {
  const carriers = network.carriers();
  const carrying = carriers.filter(({ carries }) => carries).map(({ name }) => name);
  if (carrying.length > 0) return result('link', 'ok', `${carrying.join(', ')} carries`);
  const silent = carriers.map(({ name }) => name).join(', ');
  return result('link', 'failed', silent === '' ? 'there is no network interface' : `no cable or radio on ${silent}`);
}

/** Has it an address that leads anywhere? */
export function probeAddress(network: SystemNetwork): LayerResult {
  const [address] = network.addresses();
  if (address === undefined) return result('address', 'failed', 'no address: DHCP did not answer, or none is set');
  const gateway = network.gateway();
  return result('address', 'ok', gateway === null ? `${address}, no default gateway` : `${address} via ${gateway}`);
}

/** Does the host's name lead to an address? `detail` names it. */
function probeDns(host: string, clock: Clock, boundMs: number, done: Done): Cancel {
  if (isIP(host) !== 0) return at(clock, () => done(result('dns', 'skipped', `${host} is an address`)));
  const once = bounded('dns', `the name server did not answer`, clock, boundMs, done);
  lookup(host, (error, address) =>
    once.end(
      error === null ? 'ok' : 'failed',
      error === null ? `${host} is ${address}` : `${host} is not known (${errnoOf(error)})`,
    ),
  );
  return once.cancel;
}

/** Does somebody listen there? */
export function probeHost(address: { host: string; port: number }, clock: Clock, boundMs: number, done: Done): Cancel {
  const place = `${address.host}:${address.port}`;
  const socket = connect({ host: address.host, port: address.port });
  const once = bounded('host', `${place} did not answer`, clock, boundMs, done, () => socket.destroy());
  socket.on('connect', () => once.end('ok', `${place} answers`));
  // After the end, too: a socket that is destroyed while it connects may still say why.
  socket.on('error', (error) =>
    once.end('failed', errnoOf(error) === 'ECONNREFUSED' ? `nobody listens at ${place}` : `${place}: ${textOf(error)}`),
  );
  return once.cancel;
}

/** Is it who it should be? The same handshake as the link makes; the certificate is told whether it is believed or not. */
function probeTls(address: TlsAddress, clock: Clock, boundMs: number, done: Done): Cancel {
  const place = `${address.host}:${address.port}`;
  const once = bounded('tls', `${place} did not finish the handshake`, clock, boundMs, done, () => stop());
  const stop = lookAtCertificate(address, (look) => {
    if (!look.ok) once.end('failed', look.detail);
    else if (look.facts.distrust === null)
      once.end('ok', `${address.serverName} has shown its certificate, ${look.facts.protocol}`, look.facts);
    else once.end('failed', `the certificate is not believed: ${look.facts.distrust}`, look.facts);
  });
  return once.cancel;
}

export interface NetworkProbe {
  /** A link address (design §8), e.g. `tcp:10.0.0.1:8583`. Only `tcp:` and `tls:` lead over a network. */
  readonly address: string;
  readonly clock: Clock;
  readonly network: SystemNetwork;
  /** Per layer; `LAYER_BOUND_MS` where left out. */
  readonly boundMs?: number;
  /** Each layer once, in order, none of them before this function has returned. */
  readonly told: (result: LayerResult) => void;
  readonly done: (results: readonly LayerResult[]) => void;
}

/** Tries the layers from the cable up and stops at the first that fails: what lies above it is `skipped`. Silent once cancelled. */
export function probeNetwork({ address, clock, network, boundMs = LAYER_BOUND_MS, told, done }: NetworkProbe): Cancel {
  const parsed = parseByteAddress(address);
  const results: LayerResult[] = [];
  let cancel: Cancel = () => {};
  const next = (): void => {
    const layer = NETWORK_LAYERS[results.length];
    if (layer === undefined) {
      done(results);
      return;
    }
    const note: Done = (outcome) => {
      results.push(outcome);
      told(outcome);
      next();
    };
    const failed = results.find(({ verdict }) => verdict === 'failed');
    if (failed !== undefined) note(result(layer, 'skipped', `${failed.layer} comes first`));
    else if (!parsed.ok) note(result(layer, 'failed', parsed.problem));
    else if (parsed.address.kind !== 'tcp' && parsed.address.kind !== 'tls')
      note(result(layer, 'skipped', `${parsed.address.kind}: leads over no network`));
    else cancel = probeLayer(layer, parsed.address, { clock, network, boundMs }, note);
  };
  const stop = clock.after(0, next);
  return () => {
    stop();
    cancel();
  };
}

function probeLayer(
  layer: NetworkLayer,
  address: TcpAddress | TlsAddress,
  { clock, network, boundMs }: { readonly clock: Clock; readonly network: SystemNetwork; readonly boundMs: number },
  done: Done,
): Cancel {
  const isHere = isLoopback(address.host);
  switch (layer) {
    case 'link':
    case 'address': {
      const probe = layer === 'link' ? probeLink : probeAddress;
      return at(clock, () =>
        done(isHere ? result(layer, 'skipped', `${address.host} is this machine`) : probe(network)),
      );
    }
    case 'dns':
      return probeDns(address.host, clock, boundMs, done);
    case 'host':
      return probeHost(address, clock, boundMs, done);
    case 'tls':
      return address.kind === 'tls'
        ? probeTls(address, clock, boundMs, done)
        : at(clock, () => done(result('tls', 'skipped', 'this link is not encrypted')));
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function result(layer: NetworkLayer, verdict: LayerResult['verdict'], detail: string, tookMs = 0): LayerResult {
  return { layer, verdict, detail, tookMs };
}

/** So that no result comes before the probe has returned. */
function at(clock: Clock, run: () => void): Cancel {
  return clock.after(0, run);
}

/** One answer, within the bound, none after `cancel`. `tidy` runs once, whatever the end. */
function bounded(
  layer: NetworkLayer,
  silence: string,
  clock: Clock,
  boundMs: number,
  done: Done,
  tidy: () => void = () => {},
): {
  readonly end: (verdict: 'ok' | 'failed', detail: string, certificate?: CertificateFacts) => void;
  readonly cancel: Cancel;
} {
  const startedMs = clock.nowMs();
  let over = false;
  const finish = (): boolean => {
    if (over) return false;
    over = true;
    stop();
    tidy();
    return true;
  };
  const end = (verdict: 'ok' | 'failed', detail: string, certificate?: CertificateFacts): void => {
    if (!finish()) return;
    const told = result(layer, verdict, detail, clock.nowMs() - startedMs);
    done(certificate === undefined ? told : { ...told, certificate });
  };
  const stop = clock.after(boundMs, () => end('failed', `${silence} within ${boundMs / 1000} s`));
  return { end, cancel: () => void finish() };
}
