import { describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { rejection } from './support.ts';

describe('starting', () => {
  it('listens on loopback only', async () => {
    expect((await rejection(startSimulator({ host: '0.0.0.0' }))).message).toMatch(/loopback only/);
  });

  it('says that a port is taken', async () => {
    const simulator = await startSimulator();
    const error = await rejection(startSimulator({ port: simulator.port }));
    await simulator.close();
    expect(error).toMatchObject({ code: 'EADDRINUSE' });
  });

  it('gives the same bodies at the same time', async () => {
    const at = Date.UTC(2026, 5, 1);
    const [one, other] = [
      await startSimulator({ clock: () => at }),
      await startSimulator({ clock: () => at + 249 }),
    ];
    const tickers = async ({ url }: Simulator) =>
      (await fetch(`${url}https://www.bitstamp.net/api/v2/ticker/`)).text();
    expect(await tickers(one)).toBe(await tickers(other));
    await Promise.all([one.close(), other.close()]);
  });
});
