import { readFileSync, writeFileSync } from 'node:fs';
import { learn, type Labelled } from './learn.ts';
import { LEVELS, type Model } from './model.ts';
import { judge } from './verdict.ts';

// Run by hand after a change of training.json, the lexicon or the features: npx node samples/offline/complexity/train.ts
// It prints how well each author's prompts are routed by what the others teach, then writes model.json. The fourth author wrote
// for gaps that the second's and third's prompts had shown, so those two shares flatter a little.

const rows = JSON.parse(readFileSync(new URL('./training.json', import.meta.url), 'utf8')) as Labelled[];

for (const author of new Set(rows.map((row) => row.author))) {
  const model = learn(rows.filter((row) => row.author !== author));
  const theirs = rows.filter((row) => row.author === author);
  const shares = LEVELS.map(
    (level) =>
      `${level} ${percent(
        theirs.filter((row) => row.level === level),
        model,
      )} %`,
  );
  console.log(`without ${author}: ${shares.join(', ')}; all ${percent(theirs, model)} %`);
}

const { bias, weights } = learn(rows);
const lines = Object.entries(weights).map(([name, pair]) => `    ${JSON.stringify(name)}: [${pair.join(', ')}]`);
writeFileSync(
  new URL('./model.json', import.meta.url),
  `{\n  "bias": [${bias.join(', ')}],\n  "weights": {\n${lines.join(',\n')}\n  }\n}\n`,
);
console.log(`${lines.length} weights`);

/** The share that reaches the right tier after the router's gate: below 0.7 one tier up. */
function percent(of: readonly Labelled[], model: Model): number {
  const right = of.filter(({ prompt, level }) => {
    const { complexity, confidence } = judge(prompt, model);
    return Math.min(LEVELS.indexOf(complexity) + (confidence < 0.7 ? 1 : 0), 2) === LEVELS.indexOf(level);
  });
  return Math.round((100 * right.length) / of.length);
}
