/**
 * What each invented constant is, in words of the plant: the names in the code say it to whoever reads the code. Values
 * are shown in units that people use, not in milliseconds.
 */

import type { Locale } from '@andon/core';
import { type Disposition, grades, type Sensitivity, type Usability } from '@andon/sim-line';
import { numbersOf } from './numbers.ts';

type Plain = readonly [en: string, zhCN: string];
type Value = Exclude<Disposition, 'hold'>;

const done: Readonly<Record<Value, Plain>> = {
  release: ['released as prime', '作正品放行'],
  downgrade: ['downgraded', '降级'],
  rework: ['reworked', '返修'],
  scrap: ['scrapped', '报废'],
};

const reallyIs: Readonly<Record<Usability, Plain>> = {
  prime: ['a coil that is prime', '正品卷'],
  second: ['a coil that is second choice', '次级品卷'],
  rework: ['a coil that needs rework', '需返修卷'],
  scrap: ['a coil that is scrap', '废品卷'],
};

const named: Readonly<Record<string, Plain>> = {
  'economics.holdShare': ['cost of looking at a held coil again and storing it', '待判卷复检与存放的成本'],
  'economics.delayH.hold': ['time that a hold adds until the order is served', '待判使订单推迟的时间'],
  'economics.delayH.rework': ['time until the order of a reworked coil is served', '返修卷的订单完成所需时间'],
  'economics.delayH.downgrade': ['time until the order of a downgraded coil is served', '降级卷的订单完成所需时间'],
  'economics.delayH.scrap': ['time until the order of a scrapped coil is served', '报废卷的订单完成所需时间'],
  'economics.tardinessCnyPerH.normal': ['penalty for a late normal order', '普通订单延误的罚金'],
  'economics.tardinessCnyPerH.rush': ['penalty for a late rush order', '加急订单延误的罚金'],
  'economics.energyCnyPerKwh': ['price of energy', '能源价格'],
  'economics.cobbleShare': ['worth of a cobbled slab, less what clearing it costs', '堆钢板坯的价值，扣除清理成本'],
  'line.furnaceLagMin': ['how slowly the furnace follows its set-point', '炉温跟随设定值的滞后'],
  'line.disturbanceC': ['how far the furnace wanders by itself', '炉温自身波动的幅度'],
  'line.disturbanceMemoryMin': ['how long the furnace stays off once it wandered', '炉温波动持续的时间'],
  'line.pyrometerC': ['noise of the pyrometer', '高温计的噪声'],
  'line.heatOffsetC': ['how far a heat’s best temperature lies from its grade’s', '各炉次最佳温度与钢种目标的偏离'],
  'line.forceNoiseShare': ['noise of the mill’s force', '轧制力的噪声'],
  'line.hazardScale': ['how often coils get defects, over all', '缺陷发生的总体频度'],
  'line.cobbleBase': ['chance that a slab cobbles on a good day', '正常情况下堆钢的概率'],
  'line.rollLifeKm': ['strip that wears out new rolls', '新轧辊可轧制的带钢长度'],
  'line.cameraMissShare': ['defective coils on which the camera sees nothing', '有缺陷而相机未见的钢卷比例'],
  'line.foulingShare': ['clean coils on which a dirty camera sees something', '镜头脏污时被误报的无缺陷钢卷比例'],
  'line.paceMs': ['time from slab to slab', '板坯间隔时间'],
  'line.paceJitterMs': ['how much that time varies', '板坯间隔的波动'],
  'line.rollChangeMs': ['time that a roll change takes', '换辊时间'],
  'line.cobbleMs': ['time that clearing a cobble takes', '处理堆钢的时间'],
  'line.lookRightAtStart': [
    'looks of the inspector that are right, at the start of a shift',
    '班初质检员目视正确的比例',
  ],
  'line.lookRightAtEnd': ['looks of the inspector that are right, at the end of a shift', '班末质检员目视正确的比例'],
  'line.shiftMs': ['length of a shift', '班次时长'],
  'line.lookFromMs': ['time from camera to the inspector’s look, at least', '相机之后至质检员目视的最短时间'],
  'line.lookToMs': ['time from camera to the inspector’s look, at most', '相机之后至质检员目视的最长时间'],
  'line.disposeFromMs': ['time until people dispose of a coil, at least', '人员处置一卷的最短时间'],
  'line.disposeToMs': ['time until people dispose of a coil, at most', '人员处置一卷的最长时间'],
  'line.decideWithinMs': ['time after which no coil is left undisposed of', '钢卷最迟被处置的时间'],
  'line.reviewEveryMin': ['how often people look at the furnace', '人员查看加热炉的间隔'],
  'line.reviewAttendedShare': ['of these times, how many somebody comes', '其中确有人到场的比例'],
  'line.reviewBandC': ['deviation below which people leave the furnace alone', '人员不作调整的炉温偏差'],
  'line.reviewStepC': ['how far people move the furnace at once, at most', '人员单次调整炉温的上限'],
  'line.reviewRestMin': ['how long people leave a moved furnace alone', '炉温调整后人员不再动的时间'],
  'approval.readingFromMs': ['time until somebody reads a proposal, at least', '有人阅读动作提议的最短时间'],
  'approval.readingToMs': ['time until somebody reads a proposal, at most', '有人阅读动作提议的最长时间'],
  'approval.missedShare': ['proposals about a coil that nobody comes to in time', '无人及时处理的钢卷提议比例'],
  'approval.furnaceMissedShare': [
    'proposals about the furnace that nobody comes to in time',
    '无人及时处理的加热炉提议比例',
  ],
  'approval.followShare': ['proposals decided on the agent’s word, without an own look', '不经目视而听从智能体的比例'],
};

/** `null` for a constant that has none: then its name has to do. */
export function plainWords(constant: string, locale: Locale): string | null {
  const plain = named[constant] ?? priceWords(constant) ?? valueWords(constant);
  return plain === null ? null : plain[locale === 'en' ? 0 : 1];
}

function priceWords(constant: string): Plain | null {
  const grade = grades.find((one) => constant === `economics.priceCnyPerT.${one}`);
  return grade === undefined ? null : [`price of a prime coil of ${grade}`, `${grade} 正品卷的价格`];
}

function valueWords(constant: string): Plain | null {
  const [, way, usability] = /^economics\.valueShare\.(\w+)\.(\w+)$/.exec(constant) ?? [];
  const [is, sent] = [reallyIs[usability as Usability], done[way as Value]];
  return is && sent ? [`worth of ${is[0]}, when it is ${sent[0]}`, `${is[1]}${sent[1]}时的价值`] : null;
}

/** `12 min`, `0.7 of the price` */
export function valueWithUnit({ value, unit }: Pick<Sensitivity, 'value' | 'unit'>, locale: Locale): string {
  const { digits } = numbersOf(locale);
  if (unit === 'ms') return duration(value, locale);
  const words = units[unit]?.[locale === 'en' ? 0 : 1] ?? unit;
  return `${digits(value)} ${words}`.trim();
}

/** A ratio has no unit, and a share says in its name of what. */
const units: Readonly<Record<string, Plain>> = {
  '1': ['', ''],
  share: ['', ''],
  'share of the price': ['of the price', '倍正品价格'],
  'CNY/t': ['CNY/t', '元/吨'],
  'CNY/h': ['CNY/h', '元/小时'],
  'CNY/kWh': ['CNY/kWh', '元/kWh'],
};

function duration(ms: number, locale: Locale): string {
  const { digits } = numbersOf(locale);
  if (ms < 60_000) return `${digits(ms / 1000)} s`;
  return ms < 3_600_000 ? `${digits(ms / 60_000)} min` : `${digits(ms / 3_600_000)} h`;
}
