/** What a view knows of the line: the last value of each tag that it shows, with what each is worth. */

import type { Quality, Sample } from '@andon/connect';
import { type LineState, payloads, tags } from '@andon/sim-line';

/** A number of the line with what is known of how good it is. */
export interface Reading {
  /** `null` unless the source vouches for it. */
  readonly value: number | null;
  readonly lastGood: number | null;
  readonly quality: Quality;
  readonly sourceTs: number;
}

export interface LineView {
  readonly state: LineState['state'] | null;
  readonly sinceMs: number | null;
  readonly counts: LineState['counts'] | null;
  readonly setpoint: Reading | null;
  readonly setpointBy: string | null;
  readonly aim: Reading | null;
  readonly temperature: Reading | null;
  readonly force: Reading | null;
  readonly rollWear: Reading | null;
  /** Whether commands are taken; `false` while people have the plant on local control. */
  readonly remote: boolean;
  /** The last coil that the camera saw. */
  readonly coil: { readonly id: string; readonly grade: string; readonly thicknessMm: number } | null;
}

export const unseenLine: LineView = {
  state: null,
  sinceMs: null,
  counts: null,
  setpoint: null,
  setpointBy: null,
  aim: null,
  temperature: null,
  force: null,
  rollWear: null,
  remote: true,
  coil: null,
};

export function onSample(line: LineView, sample: Sample): LineView {
  switch (sample.tag) {
    case tags.furnaceSetpoint:
      return { ...line, setpoint: readingOf(sample) };
    case tags.furnaceAim:
      return { ...line, aim: readingOf(sample) };
    case tags.furnaceTemperature:
      return { ...line, temperature: readingOf(sample) };
    case tags.millForce:
      return { ...line, force: readingOf(sample) };
    case tags.millRollWear:
      return { ...line, rollWear: readingOf(sample) };
    case tags.furnaceSetpointBy:
      return { ...line, setpointBy: payloads[tags.furnaceSetpointBy].safeParse(sample.value).data ?? line.setpointBy };
    case tags.furnaceRemoteControl:
      return { ...line, remote: payloads[tags.furnaceRemoteControl].safeParse(sample.value).data ?? line.remote };
    case tags.inspectionResult: {
      const { data } = payloads[tags.inspectionResult].safeParse(sample.value);
      return data ? { ...line, coil: { id: data.coil, grade: data.grade, thicknessMm: data.thicknessMm } } : line;
    }
    case tags.lineState: {
      const { data } = payloads[tags.lineState].safeParse(sample.value);
      return data ? { ...line, state: data.state, sinceMs: data.since, counts: data.counts } : line;
    }
    default:
      return line;
  }
}

function readingOf({ value, lastGood, quality, sourceTs }: Sample): Reading {
  const number = (given: unknown) => (typeof given === 'number' && Number.isFinite(given) ? given : null);
  return { value: number(value), lastGood: number(lastGood ?? value), quality, sourceTs };
}
