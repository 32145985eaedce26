import { findModel, TIERS } from '../model-gateway/catalog.ts';
import { InvalidInput } from '../schemas/invalid-input.ts';

/**
 * The breakers that a name stands for: `us-east-1/us.anthropic.claude-opus-5-5`, the same without the region, without the
 * inference profile too (then behind every profile), a tier, or a pattern in which `*` stands for anything. A region is looked
 * at only where there is a slash, or `us*` would mean every profile of us-east-1. Throws InvalidInput.
 */
export function chosenBreakers(name: string, all: readonly string[]): readonly string[] {
  const wanted = name.trim().toLowerCase();
  const namesOf = wanted.includes('/') ? (breaker: string) => [breaker] : namesWithoutRegion;
  const chosen = all.filter((breaker) => namesOf(breaker).some((one) => matches(wanted, one)));
  if (chosen.length > 0) return chosen;
  throw new InvalidInput([
    `breaker: none is called '${name}'; there are ${all.join(', ')}. A model id, a tier (${TIERS.join(', ')}) or a pattern such as *opus* will do, too`,
  ]);
}

function namesWithoutRegion(breaker: string): readonly string[] {
  const modelId = breaker.slice(breaker.indexOf('/') + 1);
  const model = findModel(modelId);
  return model ? [modelId, model.id, model.tier] : [modelId];
}

// By hand: a regular expression with a hundred stars would take longer than the function may.
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return from + last.length <= text.length;
}
