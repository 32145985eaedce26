import { machineArnParts } from '../../engine/arns.ts';
import type { StateMachines } from '../../engine/state-machines.ts';
import type { Route } from '../../engine/store.ts';
import { pageOf } from '../page-token.ts';
import type { RequestFields } from '../request-fields.ts';
import { aliasAnswer, seconds } from '../step-functions-answers.ts';
import { only, pageFields, type Operations } from './operation.ts';

/** With at least one character that is no digit, so that it cannot be taken for a version. */
const ALIAS_NAME = { min: 1, max: 80, pattern: '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$' };

export function versionOperations(machines: StateMachines): Operations {
  const { versions, aliases } = machines;
  return {
    PublishStateMachineVersion(fields) {
      const arn = fields.required('stateMachineArn', { min: 1, max: 256 });
      const description = fields.optional('description', { max: 256 });
      const revisionId = fields.optional('revisionId');
      fields.check();
      const version = versions.publish(machines.current(arn), { description, revisionId });
      return { creationDate: seconds(version.creationDate), stateMachineVersionArn: version.arn };
    },
    ListStateMachineVersions(fields) {
      const arn = fields.required('stateMachineArn', { min: 1, max: 256 });
      const page = pageFields(fields);
      fields.check();
      const { items, nextToken } = pageOf(
        'versions',
        versions.of(machines.current(arn).arn),
        (version) => version.arn,
        page,
      );
      return {
        stateMachineVersions: items.map((version) => ({
          stateMachineVersionArn: version.arn,
          creationDate: seconds(version.creationDate),
        })),
        nextToken,
      };
    },
    DeleteStateMachineVersion(fields) {
      versions.delete(only(fields, 'stateMachineVersionArn', 2000));
    },
    CreateStateMachineAlias(fields) {
      const name = fields.required('name', ALIAS_NAME);
      const description = fields.optional('description', { max: 256 });
      fields.requiredList('routingConfiguration');
      const routes = routesOf(fields);
      fields.check();
      const alias = aliases.create(name, { description, routes: routes ?? [] });
      return { stateMachineAliasArn: alias.arn, creationDate: seconds(alias.creationDate) };
    },
    DescribeStateMachineAlias(fields) {
      return aliasAnswer(aliases.get(only(fields, 'stateMachineAliasArn')));
    },
    UpdateStateMachineAlias(fields) {
      const arn = fields.required('stateMachineAliasArn', { min: 1, max: 256 });
      const description = fields.optional('description', { max: 256 });
      const routes = routesOf(fields);
      fields.check();
      const changed = { description, ...(routes && { routes }) };
      return { updateDate: seconds(aliases.update(arn, changed).updateDate) };
    },
    DeleteStateMachineAlias(fields) {
      aliases.delete(only(fields, 'stateMachineAliasArn'));
    },
    ListStateMachineAliases(fields) {
      const arn = fields.required('stateMachineArn', { min: 1, max: 256 });
      const page = pageFields(fields);
      fields.check();
      machines.current(machineArnParts(arn).stateMachineArn);
      const { items, nextToken } = pageOf('aliases', aliases.of(arn), (alias) => alias.arn, page);
      return {
        stateMachineAliases: items.map((alias) => ({
          stateMachineAliasArn: alias.arn,
          creationDate: seconds(alias.creationDate),
        })),
        nextToken,
      };
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RoutingConfigurationListItem.html */
function routesOf(fields: RequestFields): readonly Route[] | undefined {
  return fields.items('routingConfiguration', { min: 1, max: 2 })?.map((route) => ({
    stateMachineVersionArn: route.required('stateMachineVersionArn', { min: 1, max: 256 }),
    weight: route.requiredNumber('weight', { min: 0, max: 100 }),
  }));
}
