/** The quality-inspection vertical: what it watches, what it may propose, and which policy answers which sample. */

import { defineVertical, onSample, policy } from '@andon/sdk';
import { adjustFurnaceSetpoint } from './adjust-furnace.ts';
import { dispose } from './dispose.ts';
import { surfaceHistory } from './history.ts';
import type { InspectionModel } from './inspection-model.ts';
import { coilOf, tags } from './payloads.ts';
import { proposeDisposition } from './propose-disposition.ts';
import { isReview, proposeSetpoint } from './propose-setpoint.ts';

const actions = { dispose, 'adjust-furnace-setpoint': adjustFurnaceSetpoint };

export const qualityInspection = defineVertical<typeof actions, InspectionModel>({
  id: 'quality-inspection',
  version: '0.2.0',
  actions,
  triggers: [
    onSample(tags.inspectionRecord, { materialOf: coilOf }),
    onSample(tags.heartbeat, {
      where: isReview,
      reads: [
        tags.millPass,
        tags.inspectionResult,
        tags.furnaceTemperature,
        tags.furnaceSetpoint,
        tags.furnaceAim,
        tags.millRollWear,
      ],
    }),
  ],
  brain: policy<typeof actions, InspectionModel>(({ observation, model, propose }) => {
    if (observation.trigger.tag === tags.heartbeat) {
      const move = proposeSetpoint(observation);
      return move === null ? [] : [propose('adjust-furnace-setpoint', move.params, move.details)];
    }
    const sent = proposeDisposition(observation, model);
    return sent === null ? [] : [propose('dispose', sent.params, sent.details)];
  }),
  history: surfaceHistory,
});
