import { section } from './sections.ts';

/** What those who plan are told of a tool. */
export interface NamedTool {
  readonly name: string;
  readonly description: string;
}

/** Tools without their schemas: those are for who uses them. */
export function toolsSection(tools: readonly NamedTool[]): string {
  return section(
    'tools',
    tools.map(({ name, description }) => ({ name, description })),
  );
}
