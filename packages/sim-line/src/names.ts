/**
 * The names of this plant: equipment paths after ISA-95 and the tags below them. Everything that is published or
 * commanded is called by one of these.
 */

export const enterprise = 'acme';
export const site = 'acme/harbin';
export const area = 'acme/harbin/hot-rolling';
export const line = 'acme/harbin/hot-rolling/hot-strip-1';

/** Equipment that commands act on. */
export const assets = {
  furnace: `${line}/furnace`,
  inspection: `${line}/surface-inspection`,
} as const;

/** Every tag the line publishes. Payloads and units: `payloads.ts`. */
export const tags = {
  furnaceTemperature: `${assets.furnace}/temperature`,
  furnaceSetpoint: `${assets.furnace}/setpoint`,
  furnaceSetpointBy: `${assets.furnace}/setpoint-by`,
  furnaceAim: `${assets.furnace}/aim`,
  furnaceRemoteControl: `${assets.furnace}/remote-control`,
  millForce: `${line}/mill/force`,
  millPass: `${line}/mill/pass`,
  millRollWear: `${line}/mill/roll-wear`,
  inspectionResult: `${assets.inspection}/result`,
  visualCheck: `${assets.inspection}/visual-check`,
  inspectionRecord: `${assets.inspection}/record`,
  disposition: `${assets.inspection}/disposition`,
  inspectionRemoteControl: `${assets.inspection}/remote-control`,
  labResult: `${line}/lab/result`,
  lineState: `${line}/line/state`,
  heartbeat: `${line}/line/heartbeat`,
} as const;

/** What a command may write to. Both are tags as well, so a write can be read back. */
export const targets = {
  furnaceSetpoint: tags.furnaceSetpoint,
  disposition: tags.disposition,
} as const;
