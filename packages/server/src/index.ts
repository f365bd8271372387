export { openApi } from './open-api.ts';
export type { ApiOptions, OpenApi } from './options.ts';
