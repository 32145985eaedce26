import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Builder, ResourceRequest } from '../builder.ts';
import type { Cloud } from '../cloud.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction: Builder = async (resource, cloud) => {
  const { properties } = resource;
  properties.refuse(['FileSystemConfigs', 'ImageConfig', 'Layers'], 'local/resources/types/lambda-function.ts');
  const runtime = properties.optionalText('Runtime') ?? '';
  if (!runtime.startsWith('nodejs')) {
    throw new Error(`Runtime ${runtime || '(container image)'} cannot run here; only Node.js runtimes can`);
  }
  const name = properties.optionalText('FunctionName') ?? resource.physicalName({ maxLength: 64 });
  const variables = properties.group('Environment').group('Variables');
  const { configuration } = cloud.functions.deploy({
    name,
    runtime,
    taskRoot: codeDirectory(resource, name, cloud),
    handler: properties.text('Handler'),
    timeoutSeconds: properties.optionalNumber('Timeout'),
    memoryMb: properties.optionalNumber('MemorySize'),
    environment: Object.fromEntries(Object.keys(variables.all).map((key) => [key, variables.text(key)])),
    role: properties.optionalText('Role'),
    description: properties.optionalText('Description'),
  });
  return { ref: name, attributes: { Arn: configuration.arn } };
};

function codeDirectory(resource: ResourceRequest, name: string, cloud: Cloud): string {
  const code = resource.properties.group('Code');
  const inline = code.optionalText('ZipFile');
  if (inline !== undefined) {
    const directory = path.join(cloud.workDirectory, name);
    mkdirSync(directory, { recursive: true });
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
    writeFileSync(path.join(directory, 'index.js'), inline);
    return directory;
  }
  const asset = resource.assets.find(code.text('S3Key'));
  if (statSync(asset).isDirectory()) return asset;
  throw new Error(
    `asset ${asset} is an archive; only directories can be run here, so bundle the code with NodejsFunction`,
  );
}
