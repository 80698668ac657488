/**
 * What V8 is told of a container's memory: half of it for what lives long, for the rest of it is buffers, threads and
 * code; and little for what does not, of which it would take 200 MB by itself.
 */
export function v8Options(memoryMb: number): string {
  return `--max-old-space-size=${Math.floor(memoryMb / 2)} --max-semi-space-size=16`;
}
