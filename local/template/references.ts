import type { Scope } from './intrinsics.ts';
import { attributeReference, functionCall } from './intrinsics.ts';
import { substitutedNames } from './substitute.ts';
import type { TemplateValue } from './template.ts';
import { isTemplateList, isTemplateObject } from './template.ts';

/** Names that the value refers to by Ref, Fn::GetAtt or Fn::Sub; of an Fn::If only the branch that is taken counts. */
export function referencesOf(value: TemplateValue, scope: Pick<Scope, 'condition'>): Set<string> {
  const names = new Set<string>();
  visit(value);
  return names;

  function visit(part: TemplateValue): void {
    if (isTemplateList(part)) return part.forEach(visit);
    if (!isTemplateObject(part)) return;
    const call = functionCall(part);
    if (call === undefined) return Object.values(part).forEach(visit);
    const { name, argument } = call;
    const [first, second, third] = isTemplateList(argument) ? argument : [argument];
    if (name === 'Ref' && typeof argument === 'string') names.add(argument);
    else if (name === 'Fn::GetAtt') {
      const { logicalId, attribute } = attributeReference(argument);
      names.add(logicalId);
      visit(attribute);
    } else if (name === 'Fn::If' && typeof first === 'string') visit((scope.condition(first) ? second : third) ?? null);
    else if (name === 'Fn::Sub' && typeof first === 'string') {
      const own = isTemplateObject(second) ? second : {};
      for (const used of substitutedNames(first)) if (!(used in own)) names.add(used.split('.')[0]!);
      visit(own);
    } else visit(argument);
  }
}
