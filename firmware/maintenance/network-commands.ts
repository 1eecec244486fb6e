/** Menu 3: the way to the acquirer, from the cable up (requirement E3): what fails first is the fault. */

import type { LayerResult, NetworkLayer } from '../../drivers/link/network-probe.ts';
import type { CertificateFacts } from '../../drivers/link/tls-certificate.ts';
import { DAY_MS } from '../rules/calendar.ts';
import type { Words } from '../rules/verdict.ts';
import type { Call, Command } from './command.ts';
import { rows } from './command-rows.ts';
import type { Desk } from './desk.ts';
import { type Dialogue, say, until } from './dialogue.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { fact, heading, pad, speak, type Tongue } from './tongue.ts';

const PROBE_PATIENCE_MS = 30_000;
const SIGN_ON_PATIENCE_MS = 60_000;

export const NETWORK_COMMANDS: readonly Command[] = rows(
  { path: '3.1', name: 'network test', zh: '逐层测试', en: 'layer by layer', run: layers },
  { path: '3.2', name: 'network signon', zh: '签到(端到端)', en: 'sign on, end to end', run: signOn },
  { path: '3.3', name: 'network show', zh: '地址与状态', en: 'addresses and state', run: show },
  { path: '3.4', name: 'network echo', zh: '回响测试', en: 'echo message and its time', run: echo },
);

export const LAYERS: Readonly<Record<NetworkLayer, { readonly name: Words; readonly remedy: Words }>> = {
  link: {
    name: { zh: '网线或无线', en: 'cable or radio' },
    remedy: { zh: '插好网线,看网口灯', en: 'plug the cable in; the lamp at the socket must be lit' },
  },
  address: {
    name: { zh: '本机地址', en: 'own address' },
    remedy: { zh: '重启路由器,检查 DHCP', en: 'restart the router, check DHCP' },
  },
  dns: {
    name: { zh: '域名', en: 'name server' },
    remedy: { zh: '检查 DNS 设置,或改用地址', en: 'check the DNS setting, or use an address' },
  },
  host: {
    name: { zh: '收单主机', en: 'acquirer host' },
    remedy: { zh: '查防火墙;问收单行主机是否在线', en: 'check the firewall; ask the acquirer whether the host is up' },
  },
  tls: {
    name: { zh: '加密与证书', en: 'TLS certificate' },
    remedy: { zh: '查时钟与证书有效期', en: 'check the clock and the certificate' },
  },
};

/** @returns the first layer that failed, null when all hold. */
export function* probed(desk: Desk, tongue: Tongue): Dialogue<LayerResult | null | 'given-up'> {
  desk.network.probe();
  let broken: LayerResult | null = null;
  for (;;) {
    const report = yield* until(PROBE_PATIENCE_MS, (one) =>
      one.is === 'layer' || one.is === 'network-done' ? one : null,
    );
    if (report === null) return 'given-up';
    if (report.is === 'network-done') return broken;
    const { result } = report;
    if (result.verdict === 'failed') broken = result;
    yield* say(
      `  ${pad(speak(tongue, LAYERS[result.layer].name), 26)} ${pad(result.verdict, 8)} ${Math.round(result.tookMs)} ms  ${result.detail}`,
      ...(result.certificate === undefined ? [] : certificateLines(desk, tongue, result.certificate)),
    );
  }
}

/** An acquirer takes weeks to change one. */
const RENEW_DAYS = 30;

/** Whose it is, how long it is good by the terminal's own clock, and what makes it believed (requirement H10). */
function certificateLines(desk: Desk, tongue: Tongue, shown: CertificateFacts): readonly string[] {
  const { subject, issuer, validFromMs, validToMs, fingerprint, pinned, distrust } = shown;
  const now = desk.nowMs();
  const days = Math.floor((validToMs - now) / DAY_MS);
  const left =
    now < validFromMs
      ? { zh: '! 尚未生效:查时钟', en: '! not valid yet: check the clock' }
      : days < 0
        ? { zh: `! 已过期 ${-days} 天`, en: `! expired ${-days} days ago` }
        : {
            zh: `还有 ${days} 天${days < RENEW_DAYS ? ' !' : ''}`,
            en: `${days} days left${days < RENEW_DAYS ? ': renew it' : ''}`,
          };
  const trust = pinned
    ? { zh: '只信配置的 CA (ca=)', en: 'pinned: only the configured CA (ca=)' }
    : { zh: '! 未固定:信任任何公共 CA', en: '! not pinned: any public CA will do' };
  return [
    fact(tongue, { zh: '证书', en: 'certificate' }, subject),
    fact(tongue, { zh: '签发者', en: 'issuer' }, issuer),
    fact(tongue, { zh: '有效期', en: 'valid' }, `${desk.time(validFromMs)} - ${desk.time(validToMs)}`),
    `  ${' '.repeat(18)} ${speak(tongue, left)}`,
    fact(tongue, { zh: '信任', en: 'trust' }, `${speak(tongue, trust)}${distrust === null ? '' : `  ${distrust}`}`),
    `  SHA-256 ${fingerprint.replaceAll(':', '').toLowerCase()}`,
  ];
}

function* layers(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  yield* say(heading(tongue, { zh: '网络', en: 'Network' }), `  ${desk.about.acquirer}`);
  const broken = yield* probed(desk, tongue);
  if (broken === 'given-up') return GIVEN_UP;
  if (broken === null) return OK;
  const { name, remedy } = LAYERS[broken.layer];
  return failed(`${name.zh}不通:${remedy.zh}`, `${name.en}: ${remedy.en}`);
}

function* signOn(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const end = yield* signedOn(desk, tongue);
  switch (end.is) {
    case 'signed on':
      return OK;
    case 'refused':
      return failed(
        `主机拒绝签到(${end.detail}):请收单行核对终端号、商户号与密钥`,
        `the host refuses it with ${end.detail}: check TID, MID and keys with the acquirer`,
      );
    case 'silent':
      return failed('没有应答,先做逐层测试', `no answer (${end.detail}): try network test`);
  }
}

export interface SignOnEnd {
  readonly is: 'signed on' | 'refused' | 'silent';
  /** Of `refused` the response code; of `silent` what became of the line. */
  readonly detail: string;
}

/** The whole way, answered and believed: "signed on" is the journal's word. */
export function* signedOn(desk: Desk, tongue: Tongue): Dialogue<SignOnEnd> {
  const before = desk.journal.counters().entries;
  desk.network.signOn();
  yield* say(speak(tongue, { zh: '签到中…', en: 'Signing on …' }));
  const report = yield* until(SIGN_ON_PATIENCE_MS, (one) => (one.is === 'sign-on' ? one : null));
  const since = desk.journal.last(desk.journal.counters().entries - before).map(({ type }) => type);
  if (since.includes('terminal.signedOn')) return { is: 'signed on', detail: '' };
  if (report?.how === 'answered') return { is: 'refused', detail: report.detail };
  return { is: 'silent', detail: report?.detail ?? 'nothing came back' };
}

/** The bank's own echo: what no layer below can say. Carries no key and no money. */
function* echo(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  desk.network.echo();
  yield* say(speak(tongue, { zh: '回响测试中…', en: 'Echo …' }));
  const report = yield* until(PROBE_PATIENCE_MS, (one) => (one.is === 'echo' ? one : null));
  if (report === null) return GIVEN_UP;
  const { verdict, detail, tookMs } = report;
  yield* say(`  ${pad('echo 0820/0830', 26)} ${pad(verdict, 8)} ${Math.round(tookMs)} ms  ${detail}`);
  if (verdict === 'ok') return OK;
  if (verdict === 'skipped') return failed('收单行不支持回响', 'this acquirer has no echo message: try network signon');
  return failed('收单主机无应答:先做逐层测试', 'the acquirer does not answer: try network test');
}

function* show(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const { state, signedOn, line, lineSince } = desk.look().acquirer;
  const { carriers, addresses, gateway } = desk.network.system();
  yield* say(
    fact(tongue, { zh: '收单', en: 'acquirer' }, desk.about.acquirer),
    fact(tongue, { zh: '状态', en: 'state' }, `${state}${signedOn ? ', signed on' : ', not signed on'}`),
    fact(tongue, { zh: '银行应答', en: 'bank answers' }, line === 'unheard' ? '-' : `${line} since ${lineSince ?? ''}`),
    fact(
      tongue,
      { zh: '网口', en: 'interfaces' },
      carriers.map(({ name, carries }) => `${name} ${carries ? 'carries' : 'no carrier'}`).join(', ') || '-',
    ),
    fact(tongue, { zh: '地址', en: 'addresses' }, addresses.join(', ') || '-'),
    fact(tongue, { zh: '网关', en: 'gateway' }, gateway ?? '-'),
  );
  return OK;
}
