import { TemplateError } from './errors.ts';
import { text } from './intrinsics.ts';
import type { TemplateParameter, TemplateValue } from './template.ts';

// What an account has in its Parameter Store after `cdk bootstrap`; no other SSM parameter exists here.
const SSM_VALUES: readonly (readonly [RegExp, string])[] = [[/^\/cdk-bootstrap\/[^/]+\/version$/, '30']];

/**
 * The value of a template parameter: the given one, else its default.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function parameterValue(
  name: string,
  parameter: TemplateParameter,
  given: TemplateValue | undefined,
): TemplateValue {
  const value = given ?? parameter.Default;
  if (value === undefined) {
    throw new TemplateError(`parameter ${name} has no default; give it one, because nobody is asked for it here`);
  }
  if (parameter.Type.startsWith('AWS::SSM::Parameter::Value')) return ssmValue(name, text(value, `parameter ${name}`));
  const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
  return isList
    ? text(value, `parameter ${name}`)
        .split(',')
        .map((item) => item.trim())
    : value;
}

function ssmValue(name: string, path: string): string {
  const known = SSM_VALUES.find(([pattern]) => pattern.test(path));
  if (known !== undefined) return known[1];
  throw new TemplateError(`parameter ${name} reads ${path} from the SSM Parameter Store, which does not exist here`);
}
