import { eventually } from '../support/eventually.ts';

/** A first start takes a few seconds until every worker has had a success; the slowest exchange is polled every six. */
export async function whenCollecting(gatewayUrl: string): Promise<void> {
  await eventually(
    async () => {
      const response = await fetch(`${gatewayUrl}/api/v1/exchanges/workers/status`);
      const { summary } = (await response.json()) as {
        summary: { total: number; byState: { running?: number } };
      };
      if (summary.byState.running !== summary.total) throw new Error(JSON.stringify(summary));
    },
    { timeoutMs: 30_000 },
  );
}
