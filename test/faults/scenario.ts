import type { ErrorCode } from '#lib/errors.ts';
import type { Scene } from './scene.ts';

/** What a scenario saw. */
export interface Facts {
  reads?: string;
  mutations?: string;
  jobs?: string;
  /** How often the fault was really done. */
  injected: number;
  /** By how much the fault delayed a read, milliseconds. */
  addedMs?: number;
}

/** A row of the fault table. Its scenario throws Unmet when something promised does not hold. */
export interface Row {
  number: number;
  fault: string;
  /** The only codes that responses of 5xx may have. */
  codes?: readonly ErrorCode[];
  scenario(scene: Scene): Promise<Facts>;
  /** Guards without each of which the same scenario must be seen to fail. */
  controls?: readonly string[];
}
