/**
 * Calls `stop` once with the reason: at SIGTERM, SIGINT or SIGHUP, or when the parent that started this process
 * (with an IPC channel) is gone, however it went. Exits with 0 when `stop` is done, with 1 after `graceMs`.
 */
export function whenToldToStop(stop: (why: string) => Promise<void>, { graceMs = 5_000 } = {}): void {
  let stopping = false;
  const end = async (why: string) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    await stop(why);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(signal));
  process.on('disconnect', () => void end('parent gone'));
  // The parent may have died while this process was still loading: that event has passed.
  if (process.connected === false) void end('parent gone');
}
