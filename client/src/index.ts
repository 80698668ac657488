/** The package: what its users may rely on. */
export type { Answer } from './answer.ts';
export { ExchangeControlPlane } from './client.ts';
export { ApiError, type NoAnswerCode, NoAnswerError } from './errors.ts';
export type { CallOptions, ChangeOptions, ClientOptions, RegistryChangeOptions } from './options.ts';
export type * from './types.ts';
