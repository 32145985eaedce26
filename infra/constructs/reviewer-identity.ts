import { Aws, Duration } from 'aws-cdk-lib';
import type { RemovalPolicy } from 'aws-cdk-lib';
import { AccountRecovery, CfnUserPoolGroup, Mfa, OAuthScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { OIDC_CLIENT_ID, OIDC_ISSUER } from '../../functions/environment.ts';
import { acknowledge } from './acknowledge.ts';
import type { NodeFunction } from './node-function.ts';
import type { Settings } from '../settings.ts';

export interface ReviewerIdentityProps extends Pick<Settings, 'oidc' | 'named'> {
  readonly removal: RemovalPolicy;
  readonly groups: readonly string[];
  /** Where a sign-in returns to: the review page. */
  readonly page: string;
}

/** Who reviewers are: an OpenID Connect issuer of the company's, or a user pool of our own, in which an administrator adds them. */
export class ReviewerIdentity extends Construct {
  readonly issuer: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, { oidc, named, removal, groups, page }: ReviewerIdentityProps) {
    super(scope, id);
    if (oidc !== undefined) {
      this.issuer = oidc.issuer;
      this.clientId = oidc.clientId;
      return;
    }
    const pool = new UserPool(this, 'Reviewers', {
      userPoolName: named('signalbox-reviewers'),
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      standardAttributes: { email: { required: true, mutable: false } },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      removalPolicy: removal,
    });
    acknowledge(pool, {
      'AwsSolutions-COG3':
        'Threat protection belongs to a dearer plan; a second factor is required, and nobody signs up by himself.',
      'AwsSolutions-COG8': 'The plan with threat protection is a matter of what an account pays for.',
    });
    for (const groupName of groups) {
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: pool.userPoolId, groupName });
    }
    // Names of domains are unique in a region.
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `${named('signalbox')}-${Aws.ACCOUNT_ID}` } });
    const client = pool.addClient('ReviewPage', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [page],
        logoutUrls: [page],
      },
      preventUserExistenceErrors: true,
    });
    this.issuer = pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
  }

  /** Tells a function whom to believe. */
  introduceTo(fn: NodeFunction): void {
    fn.addEnvironment(OIDC_ISSUER, this.issuer);
    fn.addEnvironment(OIDC_CLIENT_ID, this.clientId);
  }
}
