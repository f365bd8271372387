export * from './embedded/index.ts';
export { type OpenRecord, type OpenRecordOptions, openRecord } from './open.ts';
export { type CheckpointOptions, Sealer, type SealerOptions } from './sealer.ts';
