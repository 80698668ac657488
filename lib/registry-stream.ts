import * as v from 'valibot';
import { REGISTRY_ATTRIBUTES, REGISTRY_ITEM } from './registry-item.ts';

const keys = v.object({
  dynamodb: v.object({ Keys: v.object({ [REGISTRY_ATTRIBUTES.key]: v.object({ S: v.string() }) }) }),
});
const image = v.object({
  dynamodb: v.object({
    NewImage: v.object({
      [REGISTRY_ATTRIBUTES.version]: v.object({
        N: v.pipe(v.string(), v.digits(), v.transform(Number), v.safeInteger()),
      }),
    }),
  }),
});

/**
 * The highest version of the registry that a batch of its table's stream tells of. `unreadable`: a change cannot be
 * read, or the registry was deleted, so that nothing cached is known to be as young. `null`: only what lies beside the
 * registry has changed.
 */
export function newestVersion({ Records }: { Records: unknown[] }): number | 'unreadable' | null {
  const versions = Records.map(versionIn).filter((version) => version !== null);
  if (versions.includes('unreadable')) return 'unreadable';
  return versions.length === 0 ? null : Math.max(...versions.map(Number));
}

function versionIn(record: unknown): number | 'unreadable' | null {
  const of = v.safeParse(keys, record);
  if (of.success && of.output.dynamodb.Keys[REGISTRY_ATTRIBUTES.key].S !== REGISTRY_ITEM) return null;
  const written = v.safeParse(image, record);
  if (!of.success || !written.success) return 'unreadable';
  return written.output.dynamodb.NewImage[REGISTRY_ATTRIBUTES.version].N;
}
