import { stableId } from '../apigateway/identifiers.ts';
import type { Builder } from '../builder.ts';
import type { Properties } from '../properties.ts';

/** In seconds. */
const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

const DEFAULT_SECONDS = 3600;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html */
export const cognitoUserPoolClient: Builder = async (resource, cloud) => {
  const { properties, stackName, logicalId } = resource;
  // As long as Cognito's.
  const id = stableId(resource, 26);
  const name = properties.optionalText('ClientName') ?? resource.physicalName({ maxLength: 128 });
  const secret = stableId({ stackName, logicalId: `${logicalId}/secret` }, 48);
  const confidential = properties.optionalBoolean('GenerateSecret') ?? false;
  cloud.userPools.get(properties.text('UserPoolId')).clients.set(id, {
    id,
    name,
    ...(confidential && { secret }),
    codeFlow:
      (properties.optionalBoolean('AllowedOAuthFlowsUserPoolClient') ?? false) &&
      properties.list('AllowedOAuthFlows').includes('code'),
    callbackUrls: texts(properties, 'CallbackURLs'),
    logoutUrls: texts(properties, 'LogoutURLs'),
    scopes: texts(properties, 'AllowedOAuthScopes'),
    idTokenSeconds: validity(properties, 'IdToken'),
    accessTokenSeconds: validity(properties, 'AccessToken'),
  });
  return { ref: id, attributes: { ClientId: id, Name: name, ...(confidential && { ClientSecret: secret }) } };
};

function texts(properties: Properties, name: string): readonly string[] {
  return properties.list(name).map((item) => {
    if (typeof item === 'string') return item;
    throw new Error(`property ${name} must be a list of text, found ${JSON.stringify(item)}`);
  });
}

/** Seconds; 0 stands for the default, too. */
function validity(properties: Properties, token: 'IdToken' | 'AccessToken'): number {
  const value = properties.optionalNumber(`${token}Validity`) ?? 0;
  const unit = properties.group('TokenValidityUnits').optionalText(token) ?? 'hours';
  const seconds = UNITS[unit];
  if (seconds === undefined) {
    throw new Error(
      `property TokenValidityUnits.${token} must be one of ${Object.keys(UNITS).join(', ')}, found ${unit}`,
    );
  }
  return value === 0 ? DEFAULT_SECONDS : value * seconds;
}
