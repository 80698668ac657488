/** A figure at an instant; minutes. */
export interface Point {
  minute: number;
  value: number;
}

/**
 * The lowest of each minute: what a heap holds when it has just been collected, not how far it was filled since.
 */
export function lowestPerMinute(points: Point[]): Point[] {
  const minutes = Map.groupBy(points, ({ minute }) => Math.floor(minute));
  return [...minutes].map(([minute, of]) => ({ minute, value: Math.min(...of.map(({ value }) => value)) }));
}

/** The median of the slopes between any two points (Theil and Sen): an outlier does not tilt it. Per minute. */
export function slope(points: Point[]): number {
  const slopes = points.flatMap((a, at) =>
    points
      .slice(at + 1)
      .flatMap((b) => (b.minute > a.minute ? (b.value - a.value) / (b.minute - a.minute) : [])),
  );
  return slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0;
}

/** By which part of its mean a figure would grow in an hour if it went on like this. */
export function growthPerHour(points: Point[]): number {
  const mean = points.reduce((sum, { value }) => sum + value, 0) / points.length;
  return (60 * slope(points)) / mean;
}
