import { signal } from '@preact/signals';
import type { Operator } from '../api/exchanges.ts';

/** Lives as long as this page does, and nowhere else. */
export const operator = signal<Operator | undefined>(undefined);
