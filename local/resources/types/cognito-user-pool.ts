import { stableId } from '../apigateway/identifiers.ts';
import type { Builder } from '../builder.ts';
import { REGION } from '../../template/pseudo-parameters.ts';

const FILE = 'local/resources/types/cognito-user-pool.ts';

/**
 * Passwords, second factors, mails to users and the like need nothing: nobody has an account here. Triggers would change what
 * tokens say.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
 */
export const cognitoUserPool: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const triggers = properties.group('LambdaConfig');
  triggers.refuse(Object.keys(triggers.all), FILE);
  const name = properties.optionalText('UserPoolName') ?? resource.physicalName({ maxLength: 128 });
  const { id, arn, issuer } = cloud.userPools.create(`${REGION}_${stableId(resource, 9)}`, name);
  return {
    ref: id,
    attributes: {
      Arn: arn,
      ProviderName: `cognito-idp.${REGION}.amazonaws.com/${id}`,
      // On AWS it is https:// and the name above; functions find the issuer of their tokens by it.
      ProviderURL: issuer,
      UserPoolId: id,
    },
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolgroup.html */
export const cognitoUserPoolGroup: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const name = properties.optionalText('GroupName') ?? resource.physicalName({ maxLength: 128 });
  const description = properties.optionalText('Description');
  const group = { name, ...(description !== undefined && { description }) };
  cloud.userPools.get(properties.text('UserPoolId')).groups.set(name, group);
  return { ref: name, attributes: {} };
};

/**
 * The pages of a pool are below its issuer here, not at a domain of their own; clients find them by the issuer's discovery.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpooldomain.html
 */
export const cognitoUserPoolDomain: Builder = async ({ properties }, cloud) => {
  const domain = properties.text('Domain');
  const pool = cloud.userPools.get(properties.text('UserPoolId'));
  // Only a custom domain has a distribution.
  return { ref: domain, attributes: { CloudFrontDistribution: '', Id: `${pool.id}|${domain}` } };
};
