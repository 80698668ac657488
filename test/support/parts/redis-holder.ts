import { provideRedis } from '#local/redis.ts';

/** Holds a Redis on the port and folder of its arguments until it is killed. */
const [, , port, folder = ''] = process.argv;
await provideRedis({ url: undefined, port: Number(port), folder });
process.send?.('ready');
setInterval(() => {}, 1_000);
