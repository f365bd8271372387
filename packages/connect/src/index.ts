export { type HttpConnector, type LinkListener, openHttpConnector } from './http/connector.ts';
export type { Handshake } from './http/handshake.ts';
export type { HttpConnectorOptions, HttpCredentials, HttpTls } from './http/options.ts';
export * from './memory.ts';
export * from './ports.ts';
export * from './tag-cache.ts';
