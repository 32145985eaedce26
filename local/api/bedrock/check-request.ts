import type { Message } from '@aws-sdk/client-bedrock-runtime';
import { bedrockError } from '../../models/bedrock-errors.ts';
import type { ModelRequest } from '../../models/driver.ts';
import { baseModelId, knownModel } from '../../models/known-models.ts';
import type { KnownModel } from '../../models/known-models.ts';
import { estimateInputTokens } from '../../models/tokens.ts';
import { checkDocuments } from './check-documents.ts';
import { checkTools } from './check-tools.ts';

/** Throws the ValidationException that Bedrock or the model itself would answer with. */
export function checkRequest(request: ModelRequest): void {
  checkModelId(request.modelId);
  checkMessages(request.messages ?? []);
  checkDocuments(request.messages ?? []);
  checkTools(request);
  checkSchema(request.outputConfig?.textFormat?.structure?.jsonSchema?.schema);
  const model = knownModel(request.modelId);
  if (model !== undefined) checkModel(model, request);
}

export function checkModelId(modelId: string): void {
  if (baseModelId(modelId) === undefined) refuse('The provided model identifier is invalid.');
}

function checkMessages(messages: readonly Message[]): void {
  if (messages[0]?.role !== 'user') {
    refuse(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    );
  }
  messages.forEach(({ role, content }, index) => {
    if (index > 0 && messages[index - 1]?.role === role) {
      refuse(
        'A conversation must alternate between user and assistant roles. ' +
          'Make sure the conversation alternates between user and assistant roles and try again.',
      );
    }
    const at = `messages.${index}.content`;
    if (content === undefined || content.length === 0) {
      refuse(`The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to it.`);
    }
    content.forEach((block, position) => {
      if (block.text?.trim() === '') {
        refuse(
          `The text field in the ContentBlock object at ${at}.${position} is blank. ` +
            'Add text to the text field, and try again.',
        );
      }
    });
  });
}

function checkSchema(schema: string | undefined): void {
  if (schema === undefined) return;
  try {
    JSON.parse(schema);
  } catch (error) {
    refuse(`outputConfig.textFormat.structure.jsonSchema.schema is not JSON: ${(error as Error).message}`);
  }
}

function checkModel(model: KnownModel, request: ModelRequest): void {
  const maxTokens = request.inferenceConfig?.maxTokens ?? 0;
  if (maxTokens > model.maxOutputTokens) {
    refuse(
      `The maximum tokens you requested exceeds the model limit of ${model.maxOutputTokens}. ` +
        `Try again with a maximum tokens value that is lower than ${model.maxOutputTokens}.`,
    );
  }
  if (!model.sampling) checkNoSampling(request);
  const choice = request.toolConfig?.toolChoice;
  if (!model.forcedTools && (choice?.any !== undefined || choice?.tool !== undefined)) {
    refuse(`toolChoice ${choice.any === undefined ? 'tool' : 'any'} is not supported by this model; use auto.`);
  }
  if (estimateInputTokens(request) + maxTokens > model.contextTokens) refuse('Input is too long for requested model.');
}

function checkNoSampling({ inferenceConfig, additionalModelRequestFields, messages }: ModelRequest): void {
  const extra = (additionalModelRequestFields ?? {}) as Readonly<Record<string, unknown>>;
  const given = {
    temperature: inferenceConfig?.temperature ?? extra.temperature,
    top_p: inferenceConfig?.topP ?? extra.top_p,
    top_k: extra.top_k,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) refuse(`\`${name}\` is not supported by this model. Remove it and try again.`);
  }
  if (messages?.at(-1)?.role === 'assistant') {
    refuse('This model does not support assistant message prefill. The conversation must end with a user message.');
  }
}

function refuse(message: string): never {
  throw bedrockError('ValidationException', message);
}
