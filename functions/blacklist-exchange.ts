import { blacklistBody, blacklistExchange, endpoint } from '#lib/entry/admin.ts';

export const handler = endpoint({
  route: 'blacklist-exchange',
  schema: blacklistBody,
  run: blacklistExchange,
});
