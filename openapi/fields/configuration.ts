/** Of bodies, checks and the configuration. */
export const CONFIGURATION: Record<string, string> = {
  'AddBody.pollIntervalMs':
    'Time between two polls, milliseconds. 5000 unless given (1000 with simulated exchanges). Of an exchange that is configured: as it is unless given, `null` for the default.',
  'AddBody.symbols':
    'Markets whose order books are polled, as ccxt writes them (`BTC/USDT`). Three chosen ones unless given, none for `[]`. Of an exchange that is configured: as they are unless given, `null` for chosen ones.',
  'BlacklistBody.reason':
    'Why, for those who come after you. Kept in the registry and the audit log, not public.',
  'BlacklistBody.expiresAt': 'When it ends by itself, within 366 days. Excludes `ttlSeconds`.',
  'BlacklistBody.ttlSeconds': 'For how long, seconds. Excludes `expiresAt`.',
  'PauseBody.reason': 'Why, for those who come after you.',
  'RefreshBody.exchanges': 'Ids to refresh; all active ones unless given.',
  'RestartWorkersBody.exchanges': 'Ids whose workers are restarted; all unless given.',
  'RestartWorkersBody.onlyFailed': 'In place of the query parameter.',
  'RestartWorkersBody.dryRun': 'In place of the query parameter.',

  'Check.status':
    '`skipped`: not made, `code` says why. `pending`: it had not ended when the answer was due.',
  'Check.latencyMs': 'How long the check took; 0 when nothing was sent.',
  'Check.method': 'The ccxt method that the exchange answered.',
  'Check.code': 'Why it failed or was not made, machine-readable.',
  'Check.message': 'What happened and what to do next.',
  'Connectivity.health':
    'Whether the public API of the exchange answered now. Reported, never a reason to refuse.',
  'Connectivity.capability': 'Whether ccxt can fetch tickers and order books of it.',
  'Connectivity.rateLimit': "Whether polling as configured stays within the exchange's rate limit.",
  'Connectivity.worker': 'Whether the worker is where the change wants it: collecting, or stopped.',

  pollIntervalMs: "As it was set for this exchange; absent: the collector's default.",
  'ExchangeSettings.symbols': 'As they were set for this exchange; absent: chosen by the collector.',
  'ConfiguredExchange.id': "ccxt's id.",
  name: "The exchange's name.",
  capabilities: 'What ccxt says that it can do with the exchange (`has`).',
  'ConfiguredExchange.rateLimit': 'Milliseconds between requests that the exchange wants.',
  timeframes: 'Of candles.',
  certified: 'Whether ccxt has certified its support.',
  settings: 'What an operator has set for it.',
  config: 'Lists of decisions.',
  activeExchanges: 'Configured and not blacklisted.',
  availableExchanges: 'Every id that the installed ccxt knows.',
  blacklistedExchanges: 'On the blacklist, configured or not.',
  pausedExchanges: 'Active, and not polled until resumed.',
  'Config.exchanges': 'Each configured exchange that is not blacklisted.',
  blacklist: 'The entries, without who and why.',
  paused: 'The paused workers, without who and why.',
  'Config.blacklist.at': 'When it was blacklisted.',
  expiresAt: 'When it ends by itself; null: never.',
  'Config.paused.at': 'When it was paused.',
  'Supported.exchanges': 'Ids of the active exchanges, sorted.',
  count: 'How many they are.',
  'Config.version': 'The registry\'s version; rises with every change. Send it as `If-Match: "version"`.',
  version: "The registry's version after the change.",
  timestamp: 'When this was answered.',
};
