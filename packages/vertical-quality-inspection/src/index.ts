export { adjustFurnaceSetpoint, furnaceMaxAgeMs, MoveEvidence, setpointLimits } from './adjust-furnace.ts';
export { dispose } from './dispose.ts';
export { byCamera, inspection, withLook } from './fuse-look.ts';
export {
  type InspectionModel,
  type InspectionTraining,
  inspectionModelJson,
  type LoadedInspectionModel,
  loadInspectionModel,
  trainInspectionModel,
} from './inspection-model.ts';
export { judgeSurface, type SurfaceFinding } from './judge-surface.ts';
export * from './model/index.ts';
export { hasComma, isMissing, numberOf } from './own-table/columns.ts';
export type { ClassChoice } from './own-table/labels.ts';
export { loadModelDir, readModelDir, writeModelDir } from './own-table/model-dir.ts';
export { checkHeader, columnsNamed, readTableText } from './own-table/table-text.ts';
export { type OwnTableResult, type OwnTableTraining, trainOnOwnTable } from './own-table/train-own-table.ts';
export type { Treatment } from './own-table/treatments.ts';
export { coilOf, InspectionRecord, InspectionResult, LabResult, MillPass, SteelTemperature, tags } from './payloads.ts';
export { type ProposedDisposition, proposeDisposition } from './propose-disposition.ts';
export { isReview, type ProposedSetpoint, proposeSetpoint } from './propose-setpoint.ts';
export { chooseDisposition, costs, type Posterior } from './quality-rules.ts';
export { reliable, reliableTag } from './reliable.ts';
export { type PyrometerFinding, type SlabTemperature, slabTemperature, temperatureOf } from './slab-temperature.ts';
export { qualityInspection } from './vertical.ts';
