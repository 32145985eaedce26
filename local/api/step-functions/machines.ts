import { ServiceError } from '../../engine/errors.ts';
import type { Executions } from '../../engine/executions.ts';
import { machineArnParts } from '../../engine/arns.ts';
import type { StateMachines } from '../../engine/state-machines.ts';
import type { MachineType } from '../../engine/store.ts';
import { pageOf } from '../page-token.ts';
import type { RequestFields } from '../request-fields.ts';
import { machineAnswer, machineOfExecutionAnswer, seconds } from '../step-functions-answers.ts';
import { configuration, includesData, pageFields, tagsOf, only, type Operations } from './operation.ts';

const TYPES = ['STANDARD', 'EXPRESS'];
const DEFINITION = { min: 1, max: 1_048_576, secret: true };
/** As many diagnostics as a call of ValidateStateMachineDefinition returns at most. */
const MAX_DIAGNOSTICS = 100;

export function machineOperations(machines: StateMachines, executions: Executions): Operations {
  return {
    CreateStateMachine(fields) {
      const request = {
        name: fields.required('name', { min: 1, max: 80 }),
        definition: fields.required('definition', DEFINITION),
        roleArn: fields.required('roleArn', { min: 1, max: 256 }),
        type: fields.optional('type', { oneOf: TYPES }) as MachineType | undefined,
        ...configurations(fields),
        tags: tagsOf(fields),
      };
      const publish = publishFields(fields);
      fields.check();
      checkPublish(publish);
      const machine = machines.create(request);
      return {
        stateMachineArn: machine.arn,
        creationDate: seconds(machine.creationDate),
        ...(publish.publish && { stateMachineVersionArn: machines.versions.publish(machine, publish).arn }),
      };
    },
    DescribeStateMachine(fields) {
      const arn = fields.required('stateMachineArn', { min: 1, max: 256 });
      const data = includesData(fields);
      fields.check();
      return machineAnswer(machines.get(arn), data);
    },
    DescribeStateMachineForExecution(fields) {
      const arn = fields.required('executionArn', { min: 1, max: 256 });
      const data = includesData(fields);
      fields.check();
      const execution = executions.get(arn);
      // The items of a distributed Map run `machine/label`.
      const [machineArn = ''] = machineArnParts(execution.stateMachineArn).stateMachineArn.split('/');
      return machineOfExecutionAnswer(machines.current(machineArn), execution, data);
    },
    UpdateStateMachine(fields) {
      const arn = fields.required('stateMachineArn', { min: 1, max: 256 });
      const changes = {
        definition: fields.optional('definition', DEFINITION),
        roleArn: fields.optional('roleArn', { min: 1, max: 256 }),
        ...configurations(fields),
      };
      const publish = publishFields(fields);
      fields.check();
      checkPublish(publish);
      const { machine, updateDate } = machines.update(arn, changes);
      return {
        updateDate: seconds(updateDate),
        ...(machine.revisionId !== 'INITIAL' && { revisionId: machine.revisionId }),
        ...(publish.publish && { stateMachineVersionArn: machines.versions.publish(machine, publish).arn }),
      };
    },
    DeleteStateMachine(fields) {
      machines.delete(only(fields, 'stateMachineArn'));
    },
    ListStateMachines(fields) {
      const page = pageFields(fields);
      fields.check();
      const { items, nextToken } = pageOf('machines', machines.list(), ({ arn }) => arn, page);
      return {
        stateMachines: items.map(({ arn, name, type, creationDate }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: seconds(creationDate),
        })),
        nextToken,
      };
    },
    ValidateStateMachineDefinition(fields) {
      const definition = fields.required('definition', DEFINITION);
      const type = fields.optional('type', { oneOf: TYPES }) as MachineType | undefined;
      const severity = fields.optional('severity', { oneOf: ['ERROR', 'WARNING'] }) ?? 'ERROR';
      const limit = fields.integer('maxResults', { min: 0, max: MAX_DIAGNOSTICS }) || MAX_DIAGNOSTICS;
      fields.check();
      const found = machines.validate(definition, type);
      const shown = severity === 'WARNING' ? found : found.filter((diagnostic) => diagnostic.severity === 'ERROR');
      return {
        result: found.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
        diagnostics: shown.slice(0, limit),
        truncated: shown.length > limit,
      };
    },
  };
}

function configurations(fields: RequestFields) {
  return {
    loggingConfiguration: configuration(fields, 'loggingConfiguration'),
    tracingConfiguration: configuration(fields, 'tracingConfiguration'),
    encryptionConfiguration: configuration(fields, 'encryptionConfiguration'),
  };
}

interface PublishFields {
  readonly publish: boolean;
  readonly description: string | undefined;
}

function publishFields(fields: RequestFields): PublishFields {
  return {
    publish: fields.flag('publish') ?? false,
    description: fields.optional('versionDescription', { max: 256 }),
  };
}

function checkPublish({ publish, description }: PublishFields): void {
  if (publish || description === undefined) return;
  throw new ServiceError('ValidationException', 'Version description can only be set when publish is true');
}
