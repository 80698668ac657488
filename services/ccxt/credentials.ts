import type { Logger } from 'pino';
import * as v from 'valibot';
import type { Credentials } from '#services/common/exchange/open-exchange.ts';

/** Where an exchange's credentials come from; asked anew at every use. Never rejects for a malformed entry. */
export interface CredentialSource {
  load(exchange: string): Promise<Credentials | undefined>;
}

/** Public data only. */
export const noCredentials: CredentialSource = { load: async () => undefined };

const credentials = v.strictObject({
  apiKey: v.pipe(v.string(), v.minLength(1)),
  secret: v.pipe(v.string(), v.minLength(1)),
  password: v.exactOptional(v.string()),
  uid: v.exactOptional(v.string()),
});

/**
 * Credentials in the environment: `EXCHANGE_CREDENTIALS_<ID>` (upper case, `-` as `_`) holds JSON
 * `{apiKey, secret, password?, uid?}`. A malformed one counts as none; the log names the variable only.
 */
export function environmentCredentials(
  variable: (name: string) => string | undefined,
  log: Logger,
): CredentialSource {
  return {
    async load(exchange) {
      const name = `EXCHANGE_CREDENTIALS_${exchange.toUpperCase().replaceAll('-', '_')}`;
      const text = variable(name);
      if (!text) return undefined;
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), credentials), text);
      if (parsed.success) return parsed.output;
      log.warn({ variable: name }, 'malformed credentials: expected JSON {apiKey, secret, password?, uid?}');
      return undefined;
    },
  };
}
