/** TCP ports that our parts listen on. */
export const PORTS = { https: 443, ccxtService: 3001, collector: 3002, cache: 6379 } as const;
