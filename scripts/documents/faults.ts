/**
 * Every kind of failure, in so many calls that breakers open; but one model of every chain, Sonnet behind the global profile, is
 * always well. So no document has an excuse.
 */
export const FAULTS: readonly object[] = [
  { model: 'us.anthropic.claude-sonnet*', error: 'InternalServerException', rate: 1 },
  { model: '*haiku*', error: 'ThrottlingException', rate: 0.2 },
  { model: '*haiku*', error: 'malformed', rate: 0.2 },
  { model: '*opus*', error: 'truncated', rate: 0.3 },
  { model: '*opus*', error: 'ServiceUnavailableException', rate: 0.3 },
];
