import { signal } from '@preact/signals';

/** Who acts, and by which right. */
export interface Operator {
  key: string;
  /** Recorded as claimed; empty: nobody. */
  name: string;
}

/** Lives as long as this page does, and nowhere else. Whoever is refused is forgotten. */
export const operator = signal<Operator | undefined>(undefined);
