/** The model's id, for ledgers and versions. */
export function modelId(model: string | { modelId: string }): string {
  return typeof model === 'string' ? model : model.modelId;
}
