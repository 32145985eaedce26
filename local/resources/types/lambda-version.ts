import type { Builder } from '../builder.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const lambdaVersion: Builder = async ({ properties }, cloud) => {
  const functionName = properties.text('FunctionName');
  const version = cloud.functions.publishVersion(functionName);
  const functionArn = `${cloud.functions.get(functionName).configuration.arn}:${version}`;
  return { ref: functionArn, attributes: { FunctionArn: functionArn, Version: version } };
};
