import { describe, expect, it } from '@jest/globals';

import { MODEL_ERRORS } from '../../functions/model-gateway/errors.ts';
import { stageNamed } from '../../infra/stages.ts';

describe.each(['dev', 'prod'])('the timeouts of stage %s', (name) => {
  const { calls } = stageNamed(name);

  it('leave the machine’s own timeout a backstop, whatever a model does', () => {
    const rules = MODEL_ERRORS.flatMap(({ retry }) => retry ?? []);
    const runs = 1 + rules.reduce((sum, { attempts }) => sum + attempts, 0);
    // Without jitter's luck: every back-off as long as it can be.
    const waits = rules.flatMap(({ attempts, intervalSeconds, backoffRate, maxDelaySeconds = Infinity }) =>
      Array.from({ length: attempts }, (_, attempt) =>
        Math.min(intervalSeconds * backoffRate ** attempt, maxDelaySeconds),
      ),
    );
    const worst = calls.chain.toSeconds() + runs * calls.model.toSeconds() + waits.reduce((sum, wait) => sum + wait, 0);
    expect(calls.machine.toSeconds()).toBeGreaterThan(worst);
  });
});
