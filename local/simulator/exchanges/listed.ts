import type { Instrument } from '../market/instruments.ts';
import type { Refusal } from './model.ts';

/** Instruments by the exchange's own id for them. */
export type Listed = ReadonlyMap<string, Instrument>;

export function listed(instruments: readonly Instrument[], idOf: (it: Instrument) => string): Listed {
  return new Map(instruments.map((it) => [idOf(it), it]));
}

/** What an exchange answers for each instrument, in the order of the listing. */
export function describe<T>(from: Listed, describeOne: (id: string, it: Instrument) => T): T[] {
  return Array.from(from, ([id, it]) => describeOne(id, it));
}

/** The instrument of an id, or the exchange's refusal of an unknown one. */
export function find(from: Listed, id: string | null, refusal: () => Refusal): Instrument {
  const instrument = from.get(id ?? '');
  if (!instrument) throw refusal();
  return instrument;
}

/** A whole number from 1 to `max` in a query, or the exchange's refusal of any other. */
export function count(
  text: string | null,
  { fallback, max }: { fallback: number; max: number },
  refusal: () => Refusal,
): number {
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max) throw refusal();
  return value;
}
