export { type HttpConnector, type HttpReader, openHttpConnector, openHttpSource } from './http/connector.ts';
export type { Handshake } from './http/handshake.ts';
export type { HttpBatch, HttpSource } from './http/http-source.ts';
export type { LinkListener } from './http/link.ts';
export {
  checkHttpOptions,
  type HttpConnectorOptions,
  type HttpCredentials,
  type HttpHandshake,
  type HttpSourceOptions,
  type HttpTls,
} from './http/options.ts';
export * from './memory.ts';
export * from './ports.ts';
export * from './tag-cache.ts';
