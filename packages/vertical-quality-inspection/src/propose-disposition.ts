/**
 * From the camera's report to a disposition. A coil without a region is released; one with a region goes where the
 * expected cost is least, given what the model makes of the region; what the model cannot speak for is held.
 */

import { type JsonObject, type Observation, type ProposalDetails, type Reason, reason } from '@andon/sdk';
import type { InspectionModel } from './inspection-model.ts';
import { judgeSurface, type SurfaceFinding } from './judge-surface.ts';
import { coilOf, type Disposition, InspectionResult } from './payloads.ts';
import { type Choice, chooseDisposition, usabilityOf, usableAs } from './quality-rules.ts';
import { forceResidual } from './slab-temperature.ts';
import { classWords, dispositionWords, percent, rounded, usabilityWords } from './words.ts';

export interface ProposedDisposition {
  readonly params: { readonly coil: string; readonly disposition: Disposition };
  readonly details: ProposalDetails;
}

/** @returns `null` when there is nothing to say: an unreliable report, no coil, or people have decided by now */
export function proposeDisposition(observation: Observation, model: InspectionModel): ProposedDisposition | null {
  const { reading } = observation.trigger;
  const coil = reading.quality === 'good' ? coilOf(reading.value) : null;
  if (coil === null) return null;
  const report = InspectionResult.safeParse(reading.value).data;
  if (report === undefined) return hold(coil, [unreadable], { model: named(model) });
  const leftMs = report.decideBy - observation.plantMs;
  if (leftMs <= 0) return null;

  const seen = conditions(report, model);
  if (report.features === null) {
    return { params: { coil, disposition: 'release' }, details: { reasons: [noRegion], evidence: seen } };
  }
  const finding = judgeSurface(model, report.features);
  if (finding === null) return hold(coil, [unreadable], seen);
  const choice = chooseDisposition(finding.posterior, report.grade);
  const evidence = { ...seen, ...surfaceEvidence(finding, choice) };
  if (finding.novelty > 1) return hold(coil, [unlike(finding), looksLike(finding)], evidence);
  const { disposition } = choice;
  const reasons = [looksLike(finding), known(finding), rule(finding, report), cost(choice)];
  return { params: { coil, disposition }, details: { reasons, evidence } };
}

function hold(coil: string, reasons: readonly Reason[], evidence: JsonObject): ProposedDisposition {
  return { params: { coil, disposition: 'hold' }, details: { reasons, evidence } };
}

/** How the coil came about. Shown to whoever decides; the disposition does not depend on it. */
function conditions(report: InspectionResult, model: InspectionModel): JsonObject {
  return {
    grade: report.grade,
    rollWear: rounded(report.rollWear),
    aimC: report.aimC,
    seenTemperatureC: report.seenTemperatureC,
    forceResidual: rounded(forceResidual(report)),
    decideByMs: report.decideBy,
    model: named(model),
  };
}

function named({ name, version, checksum }: InspectionModel): JsonObject {
  return { name, version, checksum };
}

function surfaceEvidence({ ranked, margin, novelty }: SurfaceFinding, choice: Choice): JsonObject {
  const expectedCost = Object.fromEntries(
    Object.entries(choice.expected).map(([name, share]) => [name, rounded(share)] as const),
  );
  return {
    classes: ranked.slice(0, 3).map((one) => ({ class: one.class, probability: rounded(one.probability) })),
    margin: rounded(margin),
    novelty: rounded(novelty),
    expectedCost,
    cheapest: choice.disposition,
    nextBest: choice.nextBest,
  };
}

const unreadable = reason('report-unreadable', {
  en: 'The camera’s report is not complete, so nothing can be said about the surface.',
  'zh-CN': '相机报告不完整，无法判断表面质量。',
});

const noRegion = reason('no-region', {
  en: 'The camera saw no region on this coil.',
  'zh-CN': '相机在该卷表面未发现缺陷区域。',
});

function looksLike({ ranked, margin }: SurfaceFinding): Reason {
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

function known({ novelty }: SurfaceFinding): Reason {
  const number = novelty.toFixed(2);
  const text = {
    en: `The model knows such regions (novelty ${number}, limit 1).`,
    'zh-CN': `模型熟悉此类区域（新颖度 ${number}，上限 1）。`,
  };
  return reason('known-surface', text, { novelty: rounded(novelty) });
}

function unlike({ novelty }: SurfaceFinding): Reason {
  const number = novelty.toFixed(2);
  const text = {
    en: `The region is unlike what the model has learned from (novelty ${number}, limit 1), so its class is not acted on.`,
    'zh-CN': `该区域与模型学过的样本不同（新颖度 ${number}，上限 1），不依据其类别处置。`,
  };
  return reason('unknown-surface', text, { novelty: rounded(novelty) });
}

function rule({ posterior, ranked }: SurfaceFinding, { grade }: InspectionResult): Reason {
  const surface = ranked[0]?.class ?? 'other';
  const usable = usableAs[surface][grade];
  const share = usabilityOf(posterior, grade)[usable];
  const [what, as] = [classWords[surface], usabilityWords[usable]];
  const text = {
    en: `${grade} with ${what.en} is usable as ${as.en}; with all classes weighed, that is ${percent(share)} probable.`,
    'zh-CN': `${grade} 带${what['zh-CN']}可用作${as['zh-CN']}；综合各类别，概率为 ${percent(share)}。`,
  };
  return reason('quality-rule', text, { usableAs: usable, probability: rounded(share) });
}

function cost({ disposition, expected, nextBest }: Choice): Reason {
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
