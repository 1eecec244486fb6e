/**
 * The five steps out of "退货显示无效" (article 004; requirements E1–E3): slip or barcode, data, devices, network, support. The terminal
 * tests what it can by itself; the rest is asked of a person.
 */
import { type SelfTest, selfTestAsks, selfTestFaults, selfTestWords } from './self-test.ts';
import type { Words } from './verdict.ts';

export type StepVerdict = 'ok' | 'failed' | 'testing' | 'ask';

export interface GuideStep {
  /** 1–5, in the order of the article. */
  readonly no: number;
  readonly what: Words;
  readonly verdict: StepVerdict;
  /** What was found, or what a person has to look at. */
  readonly found: Words;
}

export interface LayerFacts {
  readonly layer: string;
  readonly verdict: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
}

export interface GuideFacts {
  /** How the original was named; null: it was not found. */
  readonly originalFound: boolean;
  /** The rules once more on the same data; null: they allow it. */
  readonly refusal: Words | null;
  /** Devices that do not work, in words. */
  readonly faulty: readonly Words[];
  /** Null while it has not been made. */
  readonly selfTest: SelfTest | null;
  /** Layers tried so far; null while nobody has tried. */
  readonly network: { readonly layers: readonly LayerFacts[]; readonly done: boolean } | null;
  /** What the acquirer needs to hear: terminal, batch, trace, code. */
  readonly reference: string;
  readonly servicePhone: string | null;
}

const LAYERS: Readonly<Record<string, Words>> = {
  link: { zh: '网线/无线', en: 'cable' },
  address: { zh: 'IP 地址', en: 'address' },
  dns: { zh: '域名', en: 'DNS' },
  host: { zh: '银行主机', en: 'host' },
  tls: { zh: '加密', en: 'TLS' },
  echo: { zh: '银行应答', en: 'echo' },
};

export function layerWords(layer: string): Words {
  return LAYERS[layer] ?? { zh: layer, en: layer };
}

export function guideSteps(facts: GuideFacts): readonly GuideStep[] {
  return [slipStep(facts), dataStep(facts), deviceStep(facts), networkStep(facts), supportStep(facts)];
}

function slipStep({ originalFound }: GuideFacts): GuideStep {
  const what = { zh: '小票/条码', en: 'Slip, barcode' };
  return originalFound
    ? { no: 1, what, verdict: 'ok', found: { zh: '原交易在账', en: 'the sale is in the journal' } }
    : {
        no: 1,
        what,
        verdict: 'ask',
        found: { zh: '条码是否破损?改输票号', en: 'damaged? type its number' },
      };
}

function dataStep({ refusal }: GuideFacts): GuideStep {
  const what = { zh: '数据相符', en: 'Data agree' };
  return refusal === null
    ? { no: 2, what, verdict: 'ok', found: { zh: '金额、批次、期限相符', en: 'amount, batch, days agree' } }
    : { no: 2, what, verdict: 'failed', found: refusal };
}

function deviceStep({ faulty, selfTest }: GuideFacts): GuideStep {
  const what = { zh: '设备', en: 'Devices' };
  const [first] = [...(selfTest === null ? [] : selfTestFaults(selfTest)), ...faulty];
  if (first !== undefined) return { no: 3, what, verdict: 'failed', found: first };
  const asks = selfTest === null ? [] : selfTestAsks(selfTest);
  if (asks.length > 0) {
    const found = { zh: asks.map(({ zh }) => zh).join(','), en: asks.map(({ en }) => en).join(', ') };
    return { no: 3, what, verdict: 'ask', found };
  }
  return selfTest === null
    ? { no: 3, what, verdict: 'testing', found: { zh: '正在自检', en: 'testing' } }
    : { no: 3, what, verdict: 'ok', found: selfTestWords(selfTest) };
}

function networkStep({ network }: GuideFacts): GuideStep {
  const what = { zh: '网络', en: 'Network' };
  if (network === null) return { no: 4, what, verdict: 'ask', found: { zh: '未测', en: 'not tested' } };
  const failed = network.layers.find(({ verdict }) => verdict === 'failed');
  if (failed !== undefined) {
    const { zh, en } = layerWords(failed.layer);
    return {
      no: 4,
      what,
      verdict: 'failed',
      found: { zh: `${zh}不通`, en: `${en}: ${failed.detail}` },
    };
  }
  if (!network.done) return { no: 4, what, verdict: 'testing', found: { zh: '正在测试', en: 'testing' } };
  const tried = network.layers.filter(({ verdict }) => verdict === 'ok').map(({ layer }) => layerWords(layer));
  return {
    no: 4,
    what,
    verdict: 'ok',
    found: {
      zh: `通: ${tried.map(({ zh }) => zh).join(' ')}`,
      en: `up: ${tried.map(({ en }) => en).join(' ')}`,
    },
  };
}

function supportStep({ reference, servicePhone }: GuideFacts): GuideStep {
  const phone = servicePhone === null ? { zh: '联系收单行', en: 'Call the acquirer' } : phoneWords(servicePhone);
  return {
    no: 5,
    what: { zh: '技术支持', en: 'Support' },
    verdict: 'ask',
    found: { zh: `${phone.zh},报 ${reference}`, en: `${phone.en}, name ${reference}` },
  };
}

function phoneWords(servicePhone: string): Words {
  return { zh: `致电 ${servicePhone}`, en: `Call ${servicePhone}` };
}
