import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, expect, it } from '@jest/globals';

import { removeFolders } from '../store/state-folder.ts';
import { KeptCloud } from './kept-cloud.ts';

let kept: KeptCloud;
afterEach(async () => {
  await kept.stop();
  removeFolders();
});

it('what people were to read is there after a kill', async () => {
  kept = await KeptCloud.start();
  const inbox = async () => (await fetch(`${kept.cloud.url}/_local/inbox`)).json();
  const sns = await kept.clients.sns();
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'reviews' }));
  for (const Message of ['first', 'second']) await sns.send(new PublishCommand({ TopicArn, Message }));
  const before = await inbox();
  expect(before).toMatchObject([{ message: 'first' }, { message: 'second' }]);
  kept = await kept.killed();
  expect(await inbox()).toEqual(before);
});
