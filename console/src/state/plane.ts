import { ExchangeControlPlane } from '../../../client/src/client.ts';
import { operator } from './operator.ts';

/** The API of the same origin; the admin key goes with what needs it only. */
export const plane = new ExchangeControlPlane({
  url: location.origin,
  adminKey: () => operator.value?.key,
});
