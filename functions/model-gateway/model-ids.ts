/** Which models this function may call, as infra granted them. */
export interface ModelIds {
  has(modelId: string): boolean;
}

/** Reads `["us.anthropic.…"]`, the value of MODEL_IDS. */
export function parseModelIds(json: string): ModelIds {
  return new Set(JSON.parse(json) as readonly string[]);
}
