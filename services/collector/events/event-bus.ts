import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { StateChanged } from '../store/timeline.ts';

/** What EventBridge takes in one call. */
export const BATCH = 10;
const SOURCE = 'exchange.collector';

export interface EventBus {
  /** Sends at most {@link BATCH} events; how many of the first ones were taken. Rejects when the bus cannot be had. */
  put(events: StateChanged[]): Promise<number>;
}

/** A bus of Amazon EventBridge. The SDK is loaded when first needed; region and credentials are the environment's. */
export function eventBridgeBus(name: string): EventBus {
  let client: Promise<EventBridgeClient> | undefined;
  const connect = async () => {
    const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
    return new EventBridgeClient({
      maxAttempts: 2,
      // without the last one a silent endpoint is only warned of, and waited for
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    });
  };
  return {
    async put(events) {
      client ??= connect();
      const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
      const entries = events.map(({ id, type, time, data }) => ({
        EventBusName: name,
        Source: SOURCE,
        DetailType: type,
        Time: new Date(time),
        Detail: JSON.stringify({ id, ...data }),
      }));
      const { Entries = [] } = await (await client).send(new PutEventsCommand({ Entries: entries }));
      const refused = Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
      return refused === -1 ? events.length : refused;
    },
  };
}
