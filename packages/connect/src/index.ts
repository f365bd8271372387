export * from './memory.ts';
export * from './ports.ts';
export * from './tag-cache.ts';
