import { createHash } from 'node:crypto';
import type { Clients } from '../clients.ts';
import type { StateMachineHost } from '../cloud.ts';
import type { RuleTarget, TargetCaller } from './event-delivery.ts';
import type { FunctionRegistry } from '../lambda/registry.ts';
import { queueUrlOf } from '../queue-url.ts';

interface TargetParts {
  readonly endpoint: string;
  readonly clients: Clients;
  readonly functions: FunctionRegistry;
  readonly stateMachines: StateMachineHost;
  readonly report: (problem: string) => void;
}

/** The services that may stand behind a rule's target, by the third field of its ARN. */
export const TARGET_SERVICES: readonly string[] = ['states', 'lambda', 'sqs', 'sns'];

/** Calls what an EventBridge target's ARN names. */
export function targetCaller({ endpoint, clients, functions, stateMachines, report }: TargetParts): TargetCaller {
  async function sendToQueue(
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
    groupId?: string,
  ): Promise<void> {
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    const QueueUrl = queueUrlOf(endpoint, queueArn);
    const message = { QueueUrl, MessageBody: body, MessageAttributes, MessageGroupId: groupId };
    await (await clients.sqs()).send(new SendMessageCommand(message));
  }

  return {
    sendToQueue,
    async call(target, input, deliveryId) {
      switch (target.Arn.split(':')[2]) {
        case 'states': {
          // The same name for each attempt: an execution that was started although the call failed is not started twice.
          const name = `${deliveryId.slice(0, 36)}_${createHash('sha256').update(deliveryId).digest('hex').slice(0, 36)}`;
          return void (await stateMachines.startExecution({ stateMachineArn: target.Arn, input, name }));
        }
        case 'lambda':
          functions.get(target.Arn);
          return void invokeLater(target, input);
        case 'sqs':
          return await sendToQueue(target.Arn, input, {}, target.SqsParameters?.MessageGroupId);
        case 'sns': {
          const { PublishCommand } = await import('@aws-sdk/client-sns');
          return void (await (await clients.sns()).send(new PublishCommand({ TopicArn: target.Arn, Message: input })));
        }
        default:
          throw new Error(`${target.Arn} cannot be a target here; extend local/resources/events/event-target.ts`);
      }
    },
  };

  /** EventBridge calls functions asynchronously: that the code fails is none of its business. */
  async function invokeLater(target: RuleTarget, input: string): Promise<void> {
    try {
      const result = await functions.invoke(target.Arn, input);
      if (result.functionError !== undefined) report(`${target.Arn}, invoked by an event, failed: ${result.payload}`);
    } catch (error) {
      report(`${target.Arn}, invoked by an event, failed: ${String(error)}`);
    }
  }
}
