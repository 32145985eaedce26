import type { TemplateValue } from '../../template/template.ts';
import { isTemplateList, isTemplateObject } from '../../template/template.ts';
import type { Properties } from '../properties.ts';

/** What stands under these is JSON of the user's, whose names mean something to models. */
const OPAQUE = ['AdditionalModelRequestFields', 'Json'];

/** A variant of a template as the API tells it: the same members, their names beginning with a small letter. */
export function variantAnswer(variant: Properties): TemplateValue {
  const type = variant.text('TemplateType');
  if (type !== 'CHAT' && type !== 'TEXT')
    throw new Error(`property TemplateType must be CHAT or TEXT, found ${JSON.stringify(type)}`);
  const template = variant.group('TemplateConfiguration');
  const member = type === 'CHAT' ? 'Chat' : 'Text';
  if (!template.has(member)) throw new Error(`a variant of type ${type} needs the property ${member}`);
  template.group('Text').refuse(['TextS3Location'], 'local/resources/bedrock/variant-answer.ts');
  return answer(variant.all);
}

function answer(value: TemplateValue): TemplateValue {
  if (isTemplateList(value)) return value.map(answer);
  if (!isTemplateObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name[0]!.toLowerCase() + name.slice(1),
      OPAQUE.includes(name) ? member : answer(member),
    ]),
  );
}
