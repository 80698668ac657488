import { undisturbed } from './disturbed.ts';
import { shuffled } from './statistics.ts';

/**
 * Measures every variant once in every round, in an order that changes: what disturbs the machine disturbs them
 * alike, and a round's ratios stay comparable.
 */
export async function rounds<K extends string, V>(
  count: number,
  variants: readonly K[],
  measure: (variant: K) => Promise<V>,
): Promise<Record<K, V[]>> {
  const measured = Object.fromEntries(variants.map((name): [K, V[]] => [name, []])) as Record<K, V[]>;
  for (let round = 0; round < count; round++) {
    for (const variant of shuffled(variants))
      measured[variant].push(await undisturbed(() => measure(variant)));
  }
  return measured;
}
