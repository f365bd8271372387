export * from './builders.ts';
export * from './direct-bus.ts';
export * from './fake-clock.ts';
export { createMemoryRecord, type MemoryRecordOptions } from './model/memory-record.ts';
export * from './seeded-random.ts';
