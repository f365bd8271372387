/** Why a coil is to go where it is proposed to go, for people, in both languages, with the numbers behind it. */

import { type Reason, reason } from '@andon/sdk';
import { likeliest } from './fuse-look.ts';
import type { SurfaceFinding } from './judge-surface.ts';
import type { Grade, Surface } from './payloads.ts';
import { type Choice, type Posterior, usabilityOf, usableAs } from './quality-rules.ts';
import { classWords, dispositionWords, percent, rounded, usabilityWords } from './words.ts';

export const unreadable = reason('report-unreadable', {
  en: 'The inspection’s record is not complete, so nothing can be said about the surface.',
  'zh-CN': '检验记录不完整，无法判断表面质量。',
});

export const noRegion = reason('no-region', {
  en: 'The camera saw no region on this coil.',
  'zh-CN': '相机在该卷表面未发现缺陷区域。',
});

export function looksLike({ ranked, margin }: SurfaceFinding): Reason {
  const [first, second] = ranked as [SurfaceFinding['ranked'][number], SurfaceFinding['ranked'][number]];
  const [one, two] = [classWords[first.class], classWords[second.class]];
  const [p, q] = [percent(first.probability), percent(second.probability)];
  const text = {
    en: `The region looks like ${one.en} (${p}), next ${two.en} (${q}): a margin of ${percent(margin)}.`,
    'zh-CN': `区域最像${one['zh-CN']}（${p}），其次${two['zh-CN']}（${q}），差距 ${percent(margin)}。`,
  };
  return reason('class', text, {
    class: first.class,
    probability: rounded(first.probability),
    margin: rounded(margin),
  });
}

export function known({ novelty }: SurfaceFinding): Reason {
  const number = novelty.toFixed(2);
  const text = {
    en: `The model knows such regions (novelty ${number}, limit 1).`,
    'zh-CN': `模型熟悉此类区域（新颖度 ${number}，上限 1）。`,
  };
  return reason('known-surface', text, { novelty: rounded(novelty) });
}

export function unlike({ novelty }: SurfaceFinding): Reason {
  const number = novelty.toFixed(2);
  const text = {
    en: `The region is unlike what the model has learned from (novelty ${number}, limit 1), so its class is not acted on.`,
    'zh-CN': `该区域与模型学过的样本不同（新颖度 ${number}，上限 1），不依据其类别处置。`,
  };
  return reason('unknown-surface', text, { novelty: rounded(novelty) });
}

/** Of a plant's own records, which hold no look. */
export const noLook = reason('no-look', {
  en: 'The record holds no look of an inspector: the region alone is weighed.',
  'zh-CN': '记录中没有检验员目视结果：仅依据相机区域。',
});

/** The look beside a region that is not acted on: told, and not weighed. */
export function lookAlone(look: Surface): Reason {
  const seen = classWords[look];
  const text = { en: `The inspector saw ${seen.en}.`, 'zh-CN': `检验员目视结果：${seen['zh-CN']}。` };
  return reason('look', text, { look });
}

/** What the look added to what the camera told, and whether the two disagree. */
export function lookAdds(look: Surface, before: Posterior, after: Posterior): Reason {
  const camera = likeliest(before);
  const [seen, shown] = [classWords[look], classWords[camera]];
  const [from, to] = [percent(before[look]), percent(after[look])];
  const evidence = { look, camera, before: rounded(before[look]), after: rounded(after[look]) };
  if (look === camera) {
    const text = {
      en: `The inspector saw ${seen.en} too, which takes it from ${from} to ${to}.`,
      'zh-CN': `检验员目视同为${seen['zh-CN']}，其概率由 ${from} 变为 ${to}。`,
    };
    return reason('look-agrees', text, evidence);
  }
  const best = likeliest(after);
  const [most, share] = [classWords[best], percent(after[best])];
  const text = {
    en: `The inspector saw ${seen.en}, the camera ${shown.en}: the look takes ${seen.en} from ${from} to ${to}, and with both weighed the most probable is ${most.en} (${share}).`,
    'zh-CN': `检验员目视为${seen['zh-CN']}，相机为${shown['zh-CN']}，二者不一致：目视使${seen['zh-CN']}的概率由 ${from} 变为 ${to}，综合后最可能为${most['zh-CN']}（${share}）。`,
  };
  return reason('look-disagrees', text, evidence);
}

export function rule(posterior: Posterior, grade: Grade): Reason {
  const surface = likeliest(posterior);
  const usable = usableAs[surface][grade];
  const share = usabilityOf(posterior, grade)[usable];
  const [what, as] = [classWords[surface], usabilityWords[usable]];
  const text = {
    en: `${grade} with ${what.en} is usable as ${as.en}; with everything weighed, that is ${percent(share)} probable.`,
    'zh-CN': `${grade}（${what['zh-CN']}）可用作${as['zh-CN']}；综合各种可能，概率为 ${percent(share)}。`,
  };
  return reason('quality-rule', text, { usableAs: usable, probability: rounded(share) });
}

export function cost({ disposition, expected, nextBest }: Choice): Reason {
  const [best, next] = [percent(expected[disposition]), percent(expected[nextBest])];
  const [one, two] = [dispositionWords[disposition], dispositionWords[nextBest]];
  const evidence = { expectedCost: rounded(expected[disposition]), nextBestCost: rounded(expected[nextBest]) };
  if (disposition === 'hold') {
    const text = {
      en: `Too uncertain to send on: a hold costs ${best} of the price, the best way on, ${two.en}, is expected to cost ${next}.`,
      'zh-CN': `不确定性过大，不宜放走：待判成本为售价的 ${best}，其余最优的${two['zh-CN']}预期成本为 ${next}。`,
    };
    return reason('too-uncertain', text, evidence);
  }
  const text = {
    en: `To ${one.en} is expected to cost ${best} of the price; next best, to ${two.en}, ${next}.`,
    'zh-CN': `${one['zh-CN']}的预期成本为售价的 ${best}；其次${two['zh-CN']}为 ${next}。`,
  };
  return reason('least-cost', text, evidence);
}
