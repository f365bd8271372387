/** What a MES answers to a command and to a read-back, and to a question for samples. */

import type { Acknowledgement, ReadBack, Sample, SampleBatch, SinkRefusal } from '../ports.ts';
import { type Fields, fieldsOf, listOf, oneOf, textOf, timeOf, Unfit, wholeOf } from './fields.ts';
import type { HttpAnswer } from './http-answer.ts';

const refusals: readonly SinkRefusal[] = [
  'expired',
  'stale-fence',
  'local-control',
  'out-of-range',
  'not-writable',
  'no-such-material',
  'interlock',
];

/**
 * A refusal is one that says so: a problem document with a code of the agreement. Any other status may come from
 * whatever stands in between, so it is no answer.
 *
 * @throws Unfit
 */
export function acknowledgementOf({ status, type, json }: HttpAnswer): Acknowledgement {
  if (type === 'application/problem+json' && status >= 400 && status < 500) {
    const problem = fieldsOf(json, '');
    const code = oneOf(problem.code, refusals, 'code');
    return { kind: 'refused', code, message: textOf(problem.detail ?? problem.title, 'detail') };
  }
  const answer = expectJson({ status, type, json });
  if (answer.result === 'taken') return { kind: 'taken' };
  if (answer.result !== 'duplicate') throw new Unfit('result', 'it is neither taken nor duplicate');
  if (answer.became === undefined) return { kind: 'duplicate' };
  const became = fateOf(answer.became, 'became');
  if (became.kind === 'absent') throw new Unfit('became', 'what is a duplicate cannot be absent');
  return { kind: 'duplicate', became };
}

/**
 * @param fence of the asker: an absent key counts only with an answer that says the asset's fence was raised to it
 * @throws Unfit
 */
export function readBackOf(answer: HttpAnswer, fence: number): ReadBack {
  const fields = expectJson(answer);
  const fate = fateOf(fields, '');
  if (fate.kind === 'absent' && wholeOf(fields.fence, 'fence') < fence) {
    throw new Unfit('fence', `it was not raised to ${fence}, so an older command could still land`);
  }
  return fate;
}

export interface TagAnswer {
  readonly plantMs: number;
  readonly samples: readonly Sample[];
}

/** @throws Unfit */
export function samplesOf(answer: HttpAnswer): TagAnswer {
  const fields = expectJson(answer);
  const plantMs = timeOf(fields.plantTime, 'plantTime');
  const samples = listOf(fields.samples, 'samples').map((each, at) => sampleOf(each, plantMs, `samples[${at}]`));
  return { plantMs, samples };
}

export interface Batches {
  readonly session: string;
  readonly batches: readonly SampleBatch[];
}

/** @throws Unfit */
export function batchesOf(answer: HttpAnswer): Batches {
  const fields = expectJson(answer);
  const batches = listOf(fields.batches, 'batches').map((batch, at) => {
    const path = `batches[${at}]`;
    const { seq, plantTime, samples } = fieldsOf(batch, path);
    const plantMs = timeOf(plantTime, `${path}.plantTime`);
    return {
      plantMs,
      seq: wholeOf(seq, `${path}.seq`),
      samples: listOf(samples, `${path}.samples`).map((sample, index) =>
        sampleOf(sample, plantMs, `${path}.samples[${index}]`),
      ),
    };
  });
  return { session: textOf(fields.session, 'session'), batches };
}

function expectJson({ status, type, json }: Omit<HttpAnswer, 'etag'>): Fields {
  if (status !== 200) throw new Unfit('', `HTTP ${status}`);
  if (type !== 'application/json') throw new Unfit('', `its content type is ${type ?? 'missing'}`);
  return fieldsOf(json, '');
}

function fateOf(value: unknown, path: string): ReadBack {
  const within = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const fate = fieldsOf(value, path);
  switch (oneOf(fate.result, ['present', 'refused', 'absent'], within('result'))) {
    case 'present':
      if (fate.value === undefined) throw new Unfit(within('value'), 'it is missing');
      return { kind: 'present', value: fate.value, at: timeOf(fate.at, within('at')) };
    case 'refused':
      return {
        kind: 'refused',
        code: oneOf(fate.code, refusals, within('code')),
        message: textOf(fate.message, within('message')),
      };
    case 'absent':
      return { kind: 'absent' };
  }
}

/** Only a good or uncertain sample has a value; the number of any other is for the eye alone. */
function sampleOf(value: unknown, receivedTs: number, path: string): Sample {
  const sample = fieldsOf(value, path);
  const quality = oneOf(sample.quality, ['good', 'uncertain', 'bad'], `${path}.quality`);
  const usable = quality !== 'bad';
  if (usable && sample.value === undefined) throw new Unfit(`${path}.value`, 'it is missing');
  const shown = sample.value ?? sample.lastGood;
  return {
    tag: textOf(sample.tag, `${path}.tag`),
    value: usable ? sample.value : null,
    ...(!usable && shown !== undefined && shown !== null && { lastGood: shown }),
    quality,
    status: sample.status === undefined ? statusOf[quality] : textOf(sample.status, `${path}.status`),
    sourceTs: timeOf(sample.sourceTime, `${path}.sourceTime`),
    receivedTs,
    seq: wholeOf(sample.seq, `${path}.seq`),
  };
}

const statusOf = { good: 'Good', uncertain: 'Uncertain', bad: 'Bad' } as const;
