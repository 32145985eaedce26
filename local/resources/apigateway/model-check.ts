import type { TemplateObject } from '../../template/template.ts';
import type { BodyCheck } from './api-definition.ts';

const FILE = 'local/resources/apigateway/model-check.ts';

/**
 * Compiles a model, which is JSON schema draft 4. Throws an Error that names what cannot be checked here: `$ref` to another
 * model, `format`, a schema that is none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export async function modelCheck(name: string, schema: TemplateObject): Promise<BodyCheck> {
  // Loaded when an app has a model, which costs 20 ms.
  const { default: Ajv } = await import('ajv-draft-04');
  // Unknown keywords are ignored, as on AWS; an unknown format is an error, and without `formats` each one is unknown.
  const ajv = new Ajv.default({ strict: 'log', logger: false, unicodeRegExp: false });
  try {
    const validate = ajv.compile(schema);
    return (body) => validate(body) === true;
  } catch (error) {
    throw new Error(`the schema of model ${name} cannot be used here: ${(error as Error).message}. Extend ${FILE}`, {
      cause: error,
    });
  }
}
