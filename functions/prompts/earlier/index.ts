import type { PromptName } from '../index.ts';
import type { Prompt } from '../prompt.ts';
import { classifyDocument1 } from './classify-document.ts';

/**
 * The version before the one in use, of prompts that have one. Nothing asks models with it but the comparison of both
 * (`npm run prompts`); the next version takes its place.
 */
export const EARLIER: Readonly<Partial<Record<PromptName, Prompt<never>>>> = {
  'classify-document': classifyDocument1,
};
