import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { deploy } from '../../../../local/resources/deploy.ts';
import { readAssembly } from '../../../../local/template/assembly.ts';
import { simulatedClock } from '../../../support/simulated-clock.ts';
import { assemblyOf, writeAssembly } from '../../template/assemblies.ts';
import { localServices } from '../local-services.ts';

let services: Awaited<ReturnType<typeof localServices>>;
beforeAll(async () => {
  services = await localServices(simulatedClock());
});
afterAll(() => services.close());

async function built(resources: object, stack = 'Stack') {
  const { directory, remove } = writeAssembly(assemblyOf({ [stack]: { template: { Resources: resources } } }));
  try {
    const { resources: all } = await deploy(readAssembly(directory), services.cloud);
    return Object.fromEntries(all.map((resource) => [resource.logicalId, resource]));
  } finally {
    remove();
  }
}

const inPool = (Type: string, more: object = {}) => ({ Type, Properties: { UserPoolId: { Ref: 'Pool' }, ...more } });
const RESOURCES = {
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: { MfaConfiguration: 'ON', LambdaConfig: {} } },
  Domain: inPool('AWS::Cognito::UserPoolDomain', { Domain: 'people' }),
  Group: inPool('AWS::Cognito::UserPoolGroup', { GroupName: 'reviewers', Precedence: 1 }),
  Page: inPool('AWS::Cognito::UserPoolClient', { ClientName: 'page' }),
  Server: inPool('AWS::Cognito::UserPoolClient', { GenerateSecret: true }),
};

describe('a user pool with what belongs to it', () => {
  it('has the return values of the CloudFormation reference, with an issuer that answers here', async () => {
    const { Pool, Domain, Group, Page, Server } = await built(RESOURCES);
    const id = Pool?.ref ?? '';
    expect(id).toMatch(/^us-east-1_[0-9a-zA-Z]{9}$/);
    expect(Pool?.attributes).toEqual({
      Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${id}`,
      ProviderName: `cognito-idp.us-east-1.amazonaws.com/${id}`,
      ProviderURL: `${services.cloud.endpoint}/_local/cognito/${id}`,
      UserPoolId: id,
    });
    expect([Domain?.ref, Group?.ref]).toEqual(['people', 'reviewers']);
    expect(Page?.ref).toMatch(/^[0-9a-z]{26}$/);
    expect(Page?.attributes).toEqual({ ClientId: Page?.ref, Name: 'page' });
    expect(Server?.attributes['ClientSecret']).toMatch(/^[0-9a-z]{48}$/);
  });

  it('has the same ids after each start, and others in another stack', async () => {
    const ids = async (stack: string) => {
      const { Pool, Page } = await built(RESOURCES, stack);
      return [Pool?.ref, Page?.ref];
    };
    expect(await ids('One')).toEqual(await ids('One'));
    expect(await ids('One')).not.toEqual(await ids('Two'));
  });

  it.each([
    [
      'AWS::Cognito::UserPool',
      { LambdaConfig: { PreTokenGeneration: 'arn' } },
      'property LambdaConfig.PreTokenGeneration',
    ],
    ['AWS::Cognito::UserPoolGroup', { UserPoolId: 'us-east-1_none', GroupName: 'a' }, 'user pool us-east-1_none'],
    [
      'AWS::Cognito::UserPoolClient',
      { UserPoolId: { Ref: 'Pool' }, IdTokenValidity: 1, TokenValidityUnits: { IdToken: 'weeks' } },
      'TokenValidityUnits.IdToken must be one of seconds, minutes, hours, days, found weeks',
    ],
    [
      'AWS::Cognito::UserPoolClient',
      { UserPoolId: { Ref: 'Pool' }, CallbackURLs: [1] },
      'CallbackURLs must be a list of text',
    ],
  ])('is refused as %s with %j', async (Type, Properties, message) => {
    await expect(built({ ...RESOURCES, Wrong: { Type, Properties } })).rejects.toThrow(message);
  });
});
