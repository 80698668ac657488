import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Variant } from './variants.ts';

/**
 * CloudFormation's JSON, as tests walk through it. Leaves are strings, numbers and booleans at run time: they are
 * compared by `expect`, or read by {@link System.text}.
 */
export interface Json {
  readonly [key: string]: Json;
}

/** One or many, as a list: IAM writes a single action or resource without brackets. */
export function list(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

export interface Resource {
  id: string;
  type: string;
  properties: Json;
  deletionPolicy: string | undefined;
}

interface Template {
  Resources?: Record<string, { Type: string; Properties?: Json; DeletionPolicy?: string }>;
  Outputs?: Record<string, { Export?: { Name: string }; Value: Json }>;
}

export type StackName = 'Network' | 'Data' | 'Services' | 'Api' | 'Console' | 'Observability';

/** The templates of one deployment, with references between them followed. */
export class System {
  readonly #resources = new Map<StackName, Resource[]>();
  readonly #exports = new Map<string, Json>();

  constructor(folder: string) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
      const { Resources = {}, Outputs = {} }: Template = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const stack = /-(\w+)\.template/.exec(file)?.[1] as StackName;
      this.#resources.set(
        stack,
        Object.entries(Resources).map(([id, resource]) => ({
          id,
          type: resource.Type,
          properties: resource.Properties ?? {},
          deletionPolicy: resource.DeletionPolicy,
        })),
      );
      for (const { Export, Value } of Object.values(Outputs)) {
        if (Export) this.#exports.set(Export.Name, Value);
      }
    }
  }

  get stacks(): StackName[] {
    return [...this.#resources.keys()].toSorted();
  }

  /** All resources of a type, of one stack or of all. */
  all(type: string, stack?: StackName): Resource[] {
    const resources = stack ? (this.#resources.get(stack) ?? []) : [...this.#resources.values()].flat();
    return resources.filter((resource) => resource.type === type);
  }

  /** The only resource of a type. */
  only(type: string): Resource {
    const [first, ...others] = this.all(type);
    if (first && others.length === 0) return first;
    throw new Error(`${others.length + (first ? 1 : 0)} resources of type ${type}`);
  }

  everything(): Resource[] {
    return [...this.#resources.values()].flat();
  }

  /** A value as text: references become `${Id}` or `${Id.Attribute}`, also those to other stacks. */
  text(value: unknown): string {
    if (value === undefined || value === null) return '';
    if (typeof value !== 'object') return String(value);
    if (Array.isArray(value)) return value.map((item) => this.text(item)).join(',');
    const [[kind, operand] = []] = Object.entries(value);
    if (kind === 'Ref') return `\${${operand}}`;
    if (kind === 'Fn::GetAtt') return `\${${operand.join('.')}}`;
    if (kind === 'Fn::Sub') return operand;
    if (kind === 'Fn::Join') return operand[1].map((item: unknown) => this.text(item)).join(operand[0]);
    if (kind === 'Fn::ImportValue') return this.text(this.#exports.get(this.text(operand)));
    return JSON.stringify(value);
  }
}

const SCRIPT = new URL('./synthesize.ts', import.meta.url).pathname;

/** Synthesizes variants into a folder, without credentials and with nothing of the test's environment. */
export async function synthesize<V extends Variant>(
  folder: string,
  variants: V[],
): Promise<Record<V, System>> {
  await promisify(execFile)(process.execPath, [SCRIPT, folder, ...variants], {
    env: { PATH: process.env.PATH },
    maxBuffer: 16 * 1024 * 1024,
  });
  return Object.fromEntries(
    variants.map((variant) => [variant, new System(join(folder, variant))]),
  ) as Record<V, System>;
}
