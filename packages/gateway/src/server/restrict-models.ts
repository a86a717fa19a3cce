import type { ServedModels } from '../served-model.js';

/** The models whose names begin with one of `prefixes`; to the client the others do not exist. */
export function restrictModels(models: ServedModels, prefixes: readonly string[] | undefined): ServedModels {
  if (prefixes === undefined) return models;
  const isAllowed = (id: string) => prefixes.some((prefix) => id.startsWith(prefix));
  return {
    list: () => models.list().filter(({ id }) => isAllowed(id)),
    find: (id) => (isAllowed(id) ? models.find(id) : undefined),
  };
}
