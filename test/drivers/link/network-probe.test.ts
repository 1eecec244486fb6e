import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import {
  gatewayOf,
  type LayerResult,
  LINUX_NETWORK,
  probeAddress,
  probeHost,
  probeLink,
  probeNetwork,
  type SystemNetwork,
} from '../../../drivers/link/network-probe.ts';
import { selfSigned } from '../../emulators-proof/acquirer/self-signed.ts';
import { manualClock } from './manual-clock.ts';
import { realClock } from './real-clock.ts';

const held: Server[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});

const listen = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer((socket) => socket.on('error', () => {}));
    held.push(server);
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve((server.address() as { port: number }).port));
  });

const network = (parts: Partial<SystemNetwork> = {}): SystemNetwork => ({
  carriers: () => [{ name: 'eth0', carries: true }],
  addresses: () => ['192.168.1.20'],
  gateway: () => '192.168.1.1',
  ...parts,
});

const probed = (address: string, system = network(), boundMs = 5_000): Promise<readonly LayerResult[]> =>
  new Promise((resolve) => {
    probeNetwork({ address, clock: realClock(), network: system, boundMs, told: () => {}, done: resolve });
  });
const verdicts = (results: readonly LayerResult[]) => results.map(({ layer, verdict }) => `${layer} ${verdict}`);

describe('the layers of the network', () => {
  it('names a terminal without a cable, and does not try what lies above', async () => {
    const results = await probed(
      'tcp:bank.example:8583',
      network({ carriers: () => [{ name: 'eth0', carries: false }] }),
    );
    expect(verdicts(results)).toEqual(['link failed', 'address skipped', 'dns skipped', 'host skipped', 'tls skipped']);
    expect(results[0]?.detail).toBe('no cable or radio on eth0');
  });

  it('names a terminal without an address', async () => {
    const results = await probed('tcp:bank.example:8583', network({ addresses: () => [] }));
    expect(verdicts(results).slice(0, 3)).toEqual(['link ok', 'address failed', 'dns skipped']);
  });

  it('names a host that nobody knows', async () => {
    const results = await probed('tcp:nowhere.invalid:8583');
    expect(verdicts(results)).toEqual(['link ok', 'address ok', 'dns failed', 'host skipped', 'tls skipped']);
  });

  it('tells a host where nobody listens from one that answers', async () => {
    const port = await listen();
    expect(verdicts(await probed(`tcp:127.0.0.1:${port}`))).toEqual([
      'link skipped',
      'address skipped',
      'dns skipped',
      'host ok',
      'tls skipped',
    ]);
    await new Promise((resolve) => held.pop()?.close(resolve));
    const gone = await probed(`tcp:127.0.0.1:${port}`);
    expect(gone[3]).toMatchObject({ verdict: 'failed', detail: `nobody listens at 127.0.0.1:${port}` });
  });

  it('names a host that does not speak TLS', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('no'));
    held.push(server);
    const port = await new Promise<number>((resolve) =>
      server.listen({ port: 0, host: '127.0.0.1' }, () => resolve((server.address() as { port: number }).port)),
    );
    expect(verdicts(await probed(`tls:127.0.0.1:${port}`)).slice(3)).toEqual(['host ok', 'tls failed']);
  });

  it('shows the certificate with its dates, whether it is believed or not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tillproof-pki-'));
    const [good, old] = [selfSigned(), selfSigned({ until: '210101' })];
    writeFileSync(join(folder, 'good.pem'), good.cert);
    writeFileSync(join(folder, 'old.pem'), old.cert);
    const serve = async (it: typeof good): Promise<number> => {
      const server = createTlsServer(it, (socket) => socket.on('error', () => {}));
      held.push(server);
      return new Promise((resolve) =>
        server.listen({ port: 0, host: '127.0.0.1' }, () => resolve((server.address() as { port: number }).port)),
      );
    };
    const [port, expired] = [await serve(good), await serve(old)];
    const pinned = (await probed(`tls:127.0.0.1:${port}?ca=${folder}/good.pem`))[4];
    expect(pinned).toMatchObject({
      verdict: 'ok',
      certificate: { subject: 'emulated acquirer', pinned: true, distrust: null },
    });
    expect(pinned?.certificate?.validToMs).toBe(Date.UTC(2049, 11, 31, 23, 59, 59));
    expect((await probed(`tls:127.0.0.1:${port}`))[4]).toMatchObject({
      verdict: 'failed',
      certificate: { pinned: false, distrust: expect.stringMatching(/SELF_SIGNED|self.signed/i) },
    });
    expect((await probed(`tls:127.0.0.1:${expired}?ca=${folder}/old.pem`))[4]).toMatchObject({
      verdict: 'failed',
      certificate: { distrust: expect.stringMatching(/EXPIRED/i) },
    });
    expect((await probed(`tls:127.0.0.1:${port}?ca=${folder}/none.pem`))[4]).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(/none\.pem/),
    });
    rmSync(folder, { recursive: true });
  });

  it('says that a link without a network has no such layers, and that an address cannot be read', async () => {
    expect(verdicts(await probed('unix:/run/bank.sock'))).toEqual([
      'link skipped',
      'address skipped',
      'dns skipped',
      'host skipped',
      'tls skipped',
    ]);
    expect((await probed('bank'))[0]?.verdict).toBe('failed');
  });

  it('gives up on silence by the injected clock, and says nothing once cancelled', () => {
    const clock = manualClock();
    const told: LayerResult[] = [];
    // 192.0.2.0/24 is kept for documentation: nobody answers.
    const cancel = probeHost({ host: '192.0.2.1', port: 9 }, clock, 3_000, (result) => told.push(result));
    clock.advance(3_000);
    expect(told).toMatchObject([{ layer: 'host', verdict: 'failed', tookMs: 3_000 }]);
    cancel();
    const other = probeHost({ host: '192.0.2.1', port: 9 }, clock, 3_000, (result) => told.push(result));
    other();
    clock.advance(10_000);
    expect(told).toHaveLength(1);
  });
});

describe('what the system says', () => {
  it('reads the default gateway as the kernel writes it', () => {
    const head = 'Iface\tDestination\tGateway\tFlags\n';
    expect(gatewayOf(`${head}eth0\t00000000\t0101A8C0\t0003\n`)).toBe('192.168.1.1');
    expect(gatewayOf(`${head}eth0\t0001A8C0\t00000000\t0001\n`)).toBeNull();
    expect(gatewayOf('')).toBeNull();
  });

  it('is read from this machine without an exception', () => {
    expect(['ok', 'failed']).toContain(probeLink(LINUX_NETWORK).verdict);
    expect(['ok', 'failed']).toContain(probeAddress(LINUX_NETWORK).verdict);
  });
});
