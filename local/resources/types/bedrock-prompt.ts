import { stableId } from '../apigateway/identifiers.ts';
import type { ManagedPrompt } from '../bedrock/managed-prompts.ts';
import { variantAnswer } from '../bedrock/variant-answer.ts';
import type { Builder } from '../builder.ts';

/** Of prompts and variants. */
const NAME = /^(?:[0-9a-zA-Z][_-]?){1,100}$/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrock-prompt.html */
export const bedrockPrompt: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const variants = properties.groups('Variants');
  const names = variants.map((variant) => variant.text('Name'));
  const defaultVariant = properties.optionalText('DefaultVariant');
  const name = properties.text('Name');
  for (const one of [name, ...names]) {
    if (!NAME.test(one)) throw new Error(`the name ${JSON.stringify(one)} must match ${NAME.source}`);
  }
  if (defaultVariant !== undefined && !names.includes(defaultVariant)) {
    throw new Error(`property DefaultVariant must name one of the variants (${names.join(', ')})`);
  }
  const prompt = cloud.prompts.create({
    id: stableId(resource, 10).toUpperCase(),
    name,
    ...described(properties.optionalText('Description')),
    ...(defaultVariant !== undefined && { defaultVariant }),
    variants: variants.map((variant) => variantAnswer(variant)),
  });
  const { id, version } = prompt;
  return { ref: prompt.arn, attributes: { ...common(prompt), Id: id, Version: version } };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrock-promptversion.html */
export const bedrockPromptVersion: Builder = async ({ properties }, cloud) => {
  const promptArn = properties.text('PromptArn');
  if (!/^arn:aws:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:prompt\/[0-9a-zA-Z]{10}$/.test(promptArn)) {
    throw new Error(`property PromptArn must be the ARN of a prompt without a version, found ${promptArn}`);
  }
  const { description } = described(properties.optionalText('Description'));
  const version = cloud.prompts.createVersion(promptArn, description);
  const { id, name, defaultVariant } = version;
  const attributes = { ...common(version), PromptId: id, Name: name, Version: version.version };
  return {
    ref: version.arn,
    attributes: { ...attributes, ...(defaultVariant !== undefined && { DefaultVariant: defaultVariant }) },
  };
};

function common({ arn, createdAt, updatedAt }: ManagedPrompt) {
  return { Arn: arn, CreatedAt: createdAt, UpdatedAt: updatedAt };
}

function described(description: string | undefined): { readonly description?: string } {
  if (description === undefined) return {};
  if (description.length < 1 || description.length > 200)
    throw new Error(`property Description must have 1 to 200 characters, found ${description.length}`);
  return { description };
}
