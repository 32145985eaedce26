import { TemplateError } from './errors.ts';
import type { Scope } from './intrinsics.ts';
import { functionCall, list, resolve, text } from './intrinsics.ts';
import type { TemplateValue } from './template.ts';
import { isTemplateObject } from './template.ts';

/**
 * Evaluates one entry of a template's Conditions; `scope.condition` looks up the others.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
 */
export function evaluateCondition(value: TemplateValue, scope: Scope): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  if (isTemplateObject(value)) {
    if ('Condition' in value) return scope.condition(text(value['Condition']!, 'Condition'));
    const call = functionCall(value);
    const all = (name: string) => list(call!.argument, name).map((item) => evaluateCondition(item, scope));
    switch (call?.name) {
      case 'Fn::Equals': {
        const [left, right] = list(call.argument, 'Fn::Equals', 2).map((item) => resolve(item, scope));
        return comparable(left!) === comparable(right!);
      }
      case 'Fn::And':
        return all('Fn::And').every(Boolean);
      case 'Fn::Or':
        return all('Fn::Or').some(Boolean);
      case 'Fn::Not':
        return !evaluateCondition(list(call.argument, 'Fn::Not', 1)[0]!, scope);
      default:
        break;
    }
  }
  throw new TemplateError(`${JSON.stringify(value)} is not a condition that is supported here`);
}

/** Parameters arrive as text, so 1 equals "1". */
function comparable(value: TemplateValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
