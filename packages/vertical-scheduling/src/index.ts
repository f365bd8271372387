export { type Fault, type FaultKind, faultsOf } from './solver/check-plan.ts';
export {
  type Alternative,
  type Examined,
  examineInstance,
  type Instance,
  type Operation,
  type Problem,
  parseInstance,
  type Reason,
  type ShopKind,
  shopKinds,
} from './solver/instance.ts';
export { hashOf, type Plan, readSchedule, type Schedule, type Scheduled } from './solver/plan.ts';
export { type ReadOptions, readInstance } from './solver/read-instance.ts';
export { type Progress, type SolveOptions, solve } from './solver/solve.ts';
export { taillardInstance, taillardJobshop, taillardNames } from './solver/taillard.ts';
