import type { Builder } from '../builder.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const lambdaAlias: Builder = async ({ properties }, cloud) => {
  properties.refuse(['RoutingConfig'], 'local/resources/types/lambda-alias.ts');
  const name = properties.text('Name');
  const arn = cloud.functions.setAlias(properties.text('FunctionName'), name, properties.text('FunctionVersion'));
  return { ref: arn, attributes: { AliasArn: arn } };
};
