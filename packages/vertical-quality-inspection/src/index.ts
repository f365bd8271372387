export {
  type InspectionModel,
  type InspectionTraining,
  inspectionModelJson,
  type LoadedInspectionModel,
  loadInspectionModel,
  trainInspectionModel,
} from './inspection-model.ts';
export * from './model/index.ts';
export { qualityInspection } from './vertical.ts';
