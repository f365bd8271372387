export * from './names.ts';
export * from './payloads.ts';
