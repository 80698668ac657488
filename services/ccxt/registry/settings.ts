import type { ExchangeSettings, SettingsChange } from '#lib/schemas/requests.ts';

/** The settings of an exchange after a change: what it does not name stays, `null` goes back to the default. */
export function settingsAfter(before: ExchangeSettings = {}, change: SettingsChange): ExchangeSettings {
  const { pollIntervalMs = before.pollIntervalMs, symbols = before.symbols } = change;
  return {
    ...(typeof pollIntervalMs === 'number' && { pollIntervalMs }),
    ...(symbols && { symbols }),
  };
}
