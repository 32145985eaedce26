import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings } from './settings.ts';
import { Agents } from './stacks/agents.ts';
import { Documents } from './stacks/documents.ts';
import { FrontDoors } from './stacks/front-doors.ts';
import { Observability } from './stacks/observability.ts';
import { Prompts } from './stacks/prompts.ts';
import { Reviews } from './stacks/reviews.ts';
import { Storage } from './stacks/storage.ts';
import { Workflows } from './stacks/workflows.ts';

const app = new App();
const settings = readSettings(app);
const stackName = (part: string) => settings.named(`signalbox-${part}`);

const storage = new Storage(app, stackName('storage'), settings);
const prompts = settings.managedPrompts ? new Prompts(app, stackName('prompts'), settings) : undefined;
const workflows = new Workflows(app, stackName('workflows'), { ...settings, storage, prompts });
const reviews = new Reviews(app, stackName('reviews'), { ...settings, storage });
const documents = new Documents(app, stackName('documents'), { ...settings, storage, prompts, workflows, reviews });
const agents = new Agents(app, stackName('agents'), { ...settings, storage, prompts, workflows, reviews });
const frontDoors = new FrontDoors(app, stackName('front-doors'), {
  ...settings,
  storage,
  workflows,
  documents,
  agents,
});
new Observability(app, stackName('observability'), { ...settings, workflows, documents, agents, frontDoors });

Tags.of(app).add('app', settings.named('signalbox'));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
