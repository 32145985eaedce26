import type { ContentBlock, Message, ToolConfiguration, ToolResultBlock } from '@aws-sdk/client-bedrock-runtime';
import { bedrockError } from '../../models/bedrock-errors.ts';
import type { ModelRequest } from '../../models/driver.ts';

/**
 * Throws the ValidationException that Bedrock, or the model behind it, answers with to tools that are not described, and to calls
 * and results of tools that do not belong together.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/tool-use-inference-call.html
 */
export function checkTools({ messages = [], toolConfig }: Pick<ModelRequest, 'messages' | 'toolConfig'>): void {
  if (toolConfig !== undefined) checkSpecs(toolConfig);
  if (!messages.some(({ content = [] }) => content.some((block) => block.toolUse ?? block.toolResult))) return;
  messages.forEach(checkBlocks);
  if (toolConfig === undefined)
    refuse('The toolConfig field must be defined when using toolUse and toolResult content blocks.');
  messages.forEach((message, index) => checkResults(message, messages[index - 1], index));
  checkCalls(messages);
}

function checkSpecs({ tools = [] }: ToolConfiguration): void {
  tools.forEach(({ toolSpec }, index) => {
    if (toolSpec !== undefined && !isObject(toolSpec.inputSchema?.json))
      refuseValue(`toolConfig.tools.${index}.toolSpec.inputSchema.json`);
  });
  const names = tools.flatMap(({ toolSpec }) => (toolSpec?.name === undefined ? [] : [toolSpec.name]));
  if (new Set(names).size < names.length) refuseByModel('tools: Tool names must be unique.');
}

function checkBlocks({ role, content = [] }: Message, index: number): void {
  content.forEach(({ toolUse, toolResult }, position) => {
    const at = `messages.${index}.content.${position}`;
    if (toolUse !== undefined && role !== 'assistant') refusePlace('toolUse', 'assistant');
    if (toolResult !== undefined && role !== 'user') refusePlace('toolResult', 'user');
    if (toolUse !== undefined && !isObject(toolUse.input)) refuseValue(`${at}.toolUse.input`);
    if (toolResult !== undefined) checkResult(toolResult, `${at}.toolResult`);
  });
}

function checkResult({ content = [], status }: ToolResultBlock, at: string): void {
  if (status === 'error' && content.length === 0)
    refuse(`The content field at ${at} cannot be empty when status value is error.`);
  content.forEach(({ text, json }, position) => {
    const within = `${at}.content.${position}`;
    if (json !== undefined && !isObject(json)) refuseValue(`${within}.json`);
    if (text?.trim() === '') {
      refuse(
        `The text field in the ContentBlock object at ${within} is blank. Add text to the text field, and try again.`,
      );
    }
  });
}

/** Each call of the message before has its result in this one, and no result is without its call. */
function checkResults({ content = [] }: Message, before: Message | undefined, index: number): void {
  const calls = callsOf(before?.content ?? []);
  const results = content.flatMap(({ toolResult }) => (toolResult === undefined ? [] : [toolResult.toolUseId ?? '']));
  const at = `messages.${index}.content`;
  const twice = repeated(results);
  if (twice.length > 0) refuse(`The toolResult blocks at ${at} contain duplicate Ids: ${twice.join(', ')}`);
  const missing = calls.filter((id) => !results.includes(id));
  if (missing.length > 0) refuse(`Expected toolResult blocks at ${at} for the following Ids: ${missing.join(', ')}`);
  if (results.length > calls.length)
    refuse(`The number of toolResult blocks at ${at} exceeds the number of toolUse blocks of previous turn.`);
  const said = content.filter(({ cachePoint }) => cachePoint === undefined);
  if (said.findLastIndex(({ toolResult }) => toolResult !== undefined) >= results.length) {
    refuseByModel(
      `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${results.join(', ')}. ` +
        'Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
    );
  }
}

function checkCalls(messages: readonly Message[]): void {
  messages.forEach(({ content = [] }, index) => {
    const twice = repeated(callsOf(content));
    if (twice.length > 0)
      refuse(`The toolUse blocks at messages.${index}.content contain duplicate Ids: ${twice.join(', ')}`);
  });
  if (repeated(messages.flatMap(({ content = [] }) => callsOf(content))).length > 0)
    refuseByModel('messages: `tool_use` ids must be unique');
  const open = callsOf(messages.at(-1)?.content ?? []);
  if (open.length > 0)
    refuse(
      `Expected toolResult blocks at messages.${messages.length}.content for the following Ids: ${open.join(', ')}`,
    );
}

function callsOf(content: readonly ContentBlock[]): readonly string[] {
  return content.flatMap(({ toolUse }) => (toolUse === undefined ? [] : [toolUse.toolUseId ?? '']));
}

function repeated(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusePlace(block: string, role: string): never {
  const other = role === 'user' ? 'assistant' : 'user';
  refuse(
    `The ${block} content block is only supported in ${role} messages. Remove it from the ${other} message and try again.`,
  );
}

function refuseValue(at: string): never {
  refuse(`The format of the value at ${at} is invalid. Provide a json object for the field and try again.`);
}

function refuseByModel(message: string): never {
  refuse(`The model returned the following errors: ${message}`);
}

function refuse(message: string): never {
  throw bedrockError('ValidationException', message);
}
