/**
 * Who may import whom. A room is a folder; the longest matching entry holds. `own` imports inside the room are always
 * allowed.
 */
export interface Room {
  readonly room: string;
  /** Rooms or files of ours, as path prefixes. */
  readonly may: readonly string[];
}

const PURE_DATA = [
  'functions/environment.ts',
  'functions/model-gateway/breaker.ts',
  'functions/model-gateway/catalog.ts',
  'functions/model-gateway/errors.ts',
  'functions/prompts',
  'functions/schemas/agent.ts',
  'functions/schemas/document.ts',
  'functions/schemas/review.ts',
  'functions/schemas/review-index.ts',
  'functions/schemas/reviewer-groups.ts',
];

/** Composition roots: they may import anything. */
export const COMPOSE = ['infra/app.ts', 'local/main.ts', 'local/local-cloud.ts', 'test', 'bench'];

export const ROOMS: readonly Room[] = [
  { room: 'infra', may: ['statemachines', ...PURE_DATA] },
  { room: 'statemachines', may: PURE_DATA },
  {
    room: 'functions',
    may: [
      'functions/http',
      'functions/markdown',
      'functions/model-gateway',
      'functions/prompts',
      'functions/reviews',
      'functions/schemas',
      'functions/step-board',
      'functions/stores',
      'functions/telemetry',
      'functions/tools',
      'functions/wiring',
      'functions/environment.ts',
    ],
  },
  { room: 'functions/environment.ts', may: [] },
  { room: 'functions/http', may: ['functions/schemas'] },
  { room: 'functions/markdown', may: [] },
  { room: 'functions/tools', may: ['functions/schemas'] },
  { room: 'samples', may: ['local/models/driver.ts'] },
  { room: 'scripts', may: [] },
  { room: 'local/options.ts', may: [] },
  { room: 'local/load-driver.ts', may: ['local/options.ts', 'local/models'] },
  { room: 'local/synth.ts', may: [] },
  { room: 'local/system-clock.ts', may: ['local/engine/clock.ts'] },
  { room: 'local/models', may: [] },
  { room: 'local/template', may: [] },
  { room: 'local/query', may: [] },
  { room: 'local/engine', may: ['local/query'] },
  { room: 'local/states', may: ['local/engine', 'local/query'] },
  { room: 'local/integrations', may: ['local/engine', 'local/query'] },
  { room: 'local/store', may: ['local/engine', 'local/query'] },
  {
    room: 'local/resources',
    may: ['local/template', 'local/engine', 'local/states', 'local/integrations', 'local/store', 'local/query'],
  },
  { room: 'local/api', may: ['local/resources', 'local/store', 'local/engine', 'local/models', 'local/query'] },
];

/** Packages that one file of the functions alone may import: what stands behind an interface of ours. */
export const ONLY_IMPORTER: Readonly<Record<string, string>> = {
  '@aws-sdk/client-bedrock-agent': 'functions/stores/pinned-prompts.ts',
  '@aws-sdk/client-bedrock-runtime': 'functions/model-gateway/bedrock.ts',
};
