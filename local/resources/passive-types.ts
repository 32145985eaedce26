import { ACCOUNT_ID, REGION } from '../template/pseudo-parameters.ts';
import type { Builder, Built, ResourceRequest } from './builder.ts';

type Values = (resource: ResourceRequest) => Built;

const unnamed: Values = (resource) => ({ ref: resource.physicalName(), attributes: {} });

function named(property: string, attributes: (name: string) => Built['attributes'] = () => ({})): Values {
  return (resource) => {
    const ref = resource.properties.optionalText(property) ?? resource.physicalName();
    return { ref, attributes: attributes(ref) };
  };
}

function role(resource: ResourceRequest): Built {
  const ref = resource.properties.optionalText('RoleName') ?? resource.physicalName();
  const path = resource.properties.optionalText('Path') ?? '/';
  const attributes = {
    Arn: `arn:aws:iam::${ACCOUNT_ID}:role${path}${ref}`,
    RoleId: `AROA${resource.physicalName().slice(-12)}`,
  };
  return { ref, attributes };
}

function managedPolicy(resource: ResourceRequest): Built {
  const name = resource.properties.optionalText('ManagedPolicyName') ?? resource.physicalName();
  const ref = `arn:aws:iam::${ACCOUNT_ID}:policy${resource.properties.optionalText('Path') ?? '/'}${name}`;
  return { ref, attributes: { PolicyArn: ref } };
}

const alarm = (name: string) => ({ Arn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:${name}` });
const logGroup = (name: string) => ({ Arn: `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${name}:*` });

/** Types that are known and need nothing here: nobody checks permissions or watches alarms on a laptop. */
const PASSIVE_TYPES: Readonly<Record<string, Values>> = {
  'AWS::CDK::Metadata': unnamed,
  'AWS::CloudWatch::Alarm': named('AlarmName', alarm),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', alarm),
  'AWS::CloudWatch::Dashboard': named('DashboardName'),
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': named('PolicyName'),
  'AWS::IAM::Role': role,
  'AWS::Lambda::EventInvokeConfig': unnamed,
  'AWS::Lambda::Permission': unnamed,
  'AWS::Logs::LogGroup': named('LogGroupName', logGroup),
  'AWS::Logs::MetricFilter': named('FilterName'),
  'AWS::Logs::QueryDefinition': unnamed,
  'AWS::Logs::ResourcePolicy': named('PolicyName'),
  'AWS::S3::BucketPolicy': unnamed,
  'AWS::SNS::TopicPolicy': unnamed,
  'AWS::SQS::QueuePolicy': unnamed,
};

export const passiveBuilders: Readonly<Record<string, Builder>> = Object.fromEntries(
  Object.entries(PASSIVE_TYPES).map(([type, values]) => [type, async (resource: ResourceRequest) => values(resource)]),
);
