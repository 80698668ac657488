import { REGISTRY_ATTRIBUTES, REGISTRY_ITEM } from '#lib/registry-item.ts';
import { parseDocument, type RegistryDocument } from './document.ts';
import type { Item } from './dynamodb-table.ts';
import { RegistryUnreadableError } from './store.ts';

export const DOCUMENT_KEY: Item = { [REGISTRY_ATTRIBUTES.key]: { S: REGISTRY_ITEM } };

/** The document's item. `write` tells which write made it, so that a writer whose answer got lost can see whether it did. */
export function documentItem(version: number, document: RegistryDocument, write: string): Item {
  return {
    ...DOCUMENT_KEY,
    [REGISTRY_ATTRIBUTES.version]: { N: String(version) },
    document: { S: JSON.stringify(document) },
    write: { S: write },
  };
}

export function versionOf(item: Item | undefined): number {
  return Number(item?.[REGISTRY_ATTRIBUTES.version]?.N ?? 0);
}

export function writeOf(item: Item | undefined): string | undefined {
  return item?.write?.S;
}

/** @throws RegistryUnreadableError */
export function stateOf(item: Item, table: string): { version: number; document: RegistryDocument } {
  try {
    const version = versionOf(item);
    if (!Number.isSafeInteger(version) || version < 1) throw new Error('it has no version');
    return { version, document: parseDocument(item.document?.S ?? '') };
  } catch (cause) {
    throw new RegistryUnreadableError(
      `the item ${REGISTRY_ITEM} of table ${table} is no registry (${(cause as Error).message}). Nothing was ` +
        'changed. Restore the table to a moment before (point-in-time recovery); or delete the item to begin anew ' +
        'with SEED_EXCHANGES and an empty blacklist.',
      { cause },
    );
  }
}
