/** What a MES says of itself, for `andon doctor`: whether it answers, what it cannot do, and what that comes to. */

import type { HttpReader, SinkCapabilities } from '@andon/connect';
import { asAndonError, because, type LocalText, type SinkLack, say } from '@andon/core';
import { systemClock } from '../site/clock.ts';
import type { Finding, OpenPlantOptions } from '../site-file/plant.ts';

/** In the order in which the gate looks. */
const traits: readonly (readonly [keyof SinkCapabilities, SinkLack])[] = [
  ['readBack', 'read-back'],
  ['honoursKey', 'key'],
  ['checksValidUntil', 'valid-until'],
  ['honoursFence', 'fence'],
];

/** @param open greets it with the credential that reads */
export async function examineMes(
  target: string,
  { tags }: Pick<OpenPlantOptions, 'tags'>,
  open: () => Promise<HttpReader>,
): Promise<readonly Finding[]> {
  const subject: LocalText = { en: 'MES', 'zh-CN': 'MES' };
  const beganMs = systemClock.monotonicMs();
  let reader: HttpReader;
  try {
    reader = await open();
  } catch (error) {
    const why = asAndonError(error);
    const warning = { en: why.sentence('en'), 'zh-CN': why.sentence('zh-CN') };
    return [{ subject, found: `${target} answers no handshake (${why.code})`, warning }];
  }
  try {
    const tookMs = Math.round(systemClock.monotonicMs() - beganMs);
    const findings = [
      {
        subject,
        found: `${target} answered its handshake in ${tookMs} ms, session ${reader.session()}`,
        warning: null,
      },
      capabilitiesOf(reader),
      clockOf(reader),
    ];
    const unseen = await unseenTags(reader, tags);
    return unseen === null ? findings : [...findings, unseen];
  } finally {
    reader.close();
  }
}

function capabilitiesOf(reader: HttpReader): Finding {
  const { capabilities } = reader.handshake();
  const claimed = traits.filter(([trait]) => capabilities[trait]).map(([, name]) => name);
  const lacking = traits.filter(([trait]) => !capabilities[trait]).map(([, name]) => name);
  const caps = lacking.map((lacks) => because('sink.cannot', { lacks, level: 'approve' }));
  return {
    subject: { en: 'MES can', 'zh-CN': 'MES 能力' },
    found:
      lacking.length === 0 ? claimed.join(', ') : `${claimed.join(', ') || 'nothing'}; lacks ${lacking.join(', ')}`,
    warning:
      caps.length === 0
        ? null
        : {
            en: caps.map((cap) => say(cap, 'en')).join(' '),
            'zh-CN': caps.map((cap) => say(cap, 'zh-CN')).join(''),
          },
  };
}

/** Deadlines go by it; a difference is nothing wrong, but somebody who reads both should know. */
function clockOf(reader: HttpReader): Finding {
  const plantMs = reader.plantMs() ?? systemClock.wallMs();
  const aheadS = (plantMs - systemClock.wallMs()) / 1_000;
  const ahead = `${Math.abs(aheadS).toFixed(1)} s ${aheadS < 0 ? 'behind' : 'ahead of'} this machine`;
  const found = `${new Date(plantMs).toISOString()}, ${ahead}`;
  return { subject: { en: 'MES clock', 'zh-CN': 'MES 时钟' }, found, warning: null };
}

/** What agents read and the MES has not shown: a name that is written otherwise there, or a value that is still to come. */
async function unseenTags(reader: HttpReader, tags: OpenPlantOptions['tags']): Promise<Finding | null> {
  if (reader.handshake().tags === null || tags.length === 0) return null;
  const subject: LocalText = { en: 'Tags read', 'zh-CN': '读取的标签' };
  try {
    const unseen = (await reader.source.read(tags)).filter(({ seq }) => seq === 0).map(({ tag }) => tag);
    const found = `${tags.length - unseen.length} of ${tags.length} have a value`;
    if (unseen.length === 0) return { subject, found, warning: null };
    return {
      subject,
      found,
      warning: {
        en: `Not shown so far: ${unseen.join(', ')}. Either nothing was published for them yet, or the MES names them otherwise.`,
        'zh-CN': `尚无数据：${unseen.join('、')}。可能尚未发布，或 MES 中的名称不同。`,
      },
    };
  } catch (error) {
    const why = asAndonError(error);
    const warning = { en: why.sentence('en'), 'zh-CN': why.sentence('zh-CN') };
    return { subject, found: `not answered (${why.code})`, warning };
  }
}
