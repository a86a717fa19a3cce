import type { ServedModel } from '../served-model.js';

/** A model's entry in `/v1/models`. */
export function modelBody({ id, created = 0, ownedBy = 'roro', fields }: ServedModel): object {
  return { ...fields, id, object: 'model', created, owned_by: ownedBy };
}
