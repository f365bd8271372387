export type { DemoResult } from './demo/result.ts';
export { type MesOptions, type MesTls, mes } from './plants/mes.ts';
export { type SimulatedLineOptions, simulatedEquipment, simulatedLine } from './plants/simulated-line.ts';
export * from './site-file/definition.ts';
