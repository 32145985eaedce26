import { readFileSync } from 'node:fs';
import type { CreateStateMachine } from '../../engine/state-machines.ts';
import type { TemplateValue } from '../../template/template.ts';
import { isTemplateList, isTemplateObject } from '../../template/template.ts';
import type { Builder, ResourceRequest } from '../builder.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const stateMachine: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const name = properties.optionalText('StateMachineName') ?? resource.physicalName({ maxLength: 80 });
  const type = properties.optionalText('StateMachineType') ?? 'STANDARD';
  if (type !== 'STANDARD' && type !== 'EXPRESS')
    throw new Error(`StateMachineType ${type} must be STANDARD or EXPRESS`);
  const { arn } = cloud.stateMachines.create({
    name,
    type,
    definition: substituted(definitionText(resource), resource),
    roleArn: properties.text('RoleArn'),
    loggingConfiguration: apiConfiguration(resource, 'LoggingConfiguration'),
    tracingConfiguration: apiConfiguration(resource, 'TracingConfiguration'),
    tags: Object.fromEntries(properties.groups('Tags').map((tag) => [tag.text('Key'), tag.text('Value')])),
  });
  return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' } };
};

function definitionText({ properties, assets }: ResourceRequest): string {
  const text = properties.optionalText('DefinitionString');
  if (text !== undefined) return text;
  if (properties.has('Definition')) return JSON.stringify(properties.group('Definition').all);
  if (!properties.has('DefinitionS3Location'))
    throw new Error('one of DefinitionString, Definition, DefinitionS3Location is needed');
  return readFileSync(assets.find(properties.group('DefinitionS3Location').text('Key')), 'utf8');
}

/** Only names that are given are replaced; `${other}` stays, since a JSONata text may contain it. */
function substituted(definition: string, { properties }: ResourceRequest): string {
  const values = properties.group('DefinitionSubstitutions');
  return definition.replace(/\$\{([^}]+)\}/g, (whole, name: string) => values.optionalText(name) ?? whole);
}

/** CloudFormation writes `IncludeExecutionData` where the API has `includeExecutionData`. */
function apiConfiguration(
  { properties }: ResourceRequest,
  name: 'LoggingConfiguration' | 'TracingConfiguration',
): CreateStateMachine['loggingConfiguration'] {
  // Resolved values are JSON, though a template's type is read-only.
  return properties.has(name)
    ? (lowerFirst(properties.group(name).all) as CreateStateMachine['loggingConfiguration'])
    : undefined;
}

function lowerFirst(value: TemplateValue): TemplateValue {
  if (isTemplateList(value)) return value.map(lowerFirst);
  if (!isTemplateObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.charAt(0).toLowerCase() + name.slice(1), lowerFirst(item)]),
  );
}
