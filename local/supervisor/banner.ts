import type { Urls } from './parts.ts';

/** What is printed once every part answers. Its first line is a promise to scripts. */
export function banner(system: { urls: Urls; adminApiKey: string; state: string }): string {
  const { urls, adminApiKey, state } = system;
  const api = `${urls.gateway}/api/v1/exchanges`;
  const rows = [
    ['console', urls.gateway],
    ['API', api],
    ['CCXT service', urls.ccxt],
    ['collector', urls.collector],
    ['exchanges', urls.simulator ? `simulated, at ${urls.simulator}` : 'the real ones'],
    ['Redis', urls.redis.replace(/\/\/[^@/]*@/, '//')],
    ['state', state],
    ['admin key', adminApiKey],
  ];
  return `ready ${urls.gateway}

${rows.map(([name = '', value]) => `  ${name.padEnd(14)}${value}`).join('\n')}

  curl -s ${api}/supported
  curl -s ${api}/workers/status
  curl -s -X POST -H 'X-Admin-Key: ${adminApiKey}' ${api}/add/bitstamp

Ctrl-C ends it all.
`;
}
