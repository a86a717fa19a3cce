import { expect, test } from 'vitest';
import { exampleReport } from '../test-data/example-report.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { renderReport } from './render-report.js';
import { type ReportReward, rewardSection } from './reward-section.js';

const reward: ReportReward = {
  setting: 'same-family',
  seed: 1,
  stages: [
    { round: 0, stage: 'warm-up', test: { all: 0.5, outcome: 0.25, cost: 0.75, process: undefined } },
    { round: 1, stage: 'judge', test: { all: 0.625, outcome: 0.5, cost: 1 } },
  ],
  testPairs: { outcome: 12, cost: 8, process: 0 },
  criteria: [
    { definition: 'small-opens', kept: true, reason: 'correlates by 0.41' },
    { definition: 'seldom-switches', kept: false, reason: 'correlates by 0.05' },
  ],
  rubrics: {
    distinctShare: 0.875,
    mutualInformation: 0.5,
    shapeEntropy: 2.25,
    examples: [{ prompt: 'a=12\nb=a*7\nb?\n', criteria: ['The routing is cheap. (weight 1)'] }],
  },
};

/** Cells of every row of a table, tags left out. */
function rows(markup: string): string[][] {
  return [...markup.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...(row as string).matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) =>
      (cell as string).replace(/<[^>]*>/g, ''),
    ),
  );
}

test('a row a stage, with the accuracy of every reason in percent and how many pairs it is of', () => {
  const { text = '' } = rewardSection([reward]) ?? {};
  expect(unbalancedTags(text)).toEqual([]);
  expect(rows(text)).toEqual([
    ['After', 'all pairs', 'outcome 12', 'cost 8', 'process 0'],
    ['warm-up', '50.0', '25.0', '75.0', '–'],
    ['round 1, judge', '62.5', '50.0', '100.0', '–'],
  ]);
});

test('criteria that were dropped are named with the reason; the rest is kept', () => {
  const { text = '' } = rewardSection([reward]) ?? {};
  expect(text).toContain('<summary>1 criteria kept, 1 dropped</summary>');
  const dropped = /<p>Dropped<\/p>([\s\S]*?)<p>Kept<\/p>([\s\S]*?)<\/details>/.exec(text);
  expect(dropped?.[1]).toContain('<code>seldom-switches</code> <small>correlates by 0.05</small>');
  expect(dropped?.[1]).not.toContain('small-opens');
  expect(dropped?.[2]).toContain('<code>small-opens</code> <small>correlates by 0.41</small>');
  const kept = rewardSection([{ ...reward, criteria: reward.criteria.slice(0, 1) }])?.text;
  expect(kept).toContain('1 criteria kept, 0 dropped');
  expect(kept).not.toContain('<p>Dropped</p>');
});

test('how much rubrics depend on the query, with examples beside their queries', () => {
  const { text = '' } = rewardSection([reward]) ?? {};
  expect(text).toContain('87.5 % of the rubrics differ');
  expect(text).toContain('0.50 of 2.25 bits');
  expect(text).toContain(
    '<span class="question">a=12\nb=a*7\nb?\n</span></summary><ul><li>The routing is cheap. (weight 1)</li></ul>',
  );
  const { rubrics: _rubrics, ...scalar } = reward;
  const without = rewardSection([scalar])?.text ?? '';
  expect(unbalancedTags(without)).toEqual([]);
  expect(without).not.toMatch(/bits|undefined|NaN/);
});

test('of rubrics of free text no bits are said, and to what validation applies', () => {
  const validation = 'Does not apply: none of 18 criteria stands in two rubrics in the same words.';
  const rubrics = { distinctShare: 1, examples: [] };
  const { text = '' } = rewardSection([{ ...reward, rubrics, languageModels: { validation } }]) ?? {};
  expect(unbalancedTags(text)).toEqual([]);
  expect(text).toContain('<p>100.0 % of the rubrics differ from one another.</p>');
  expect(text).toContain(`<p>Statistical validation: ${validation}</p>`);
  expect(text).not.toMatch(/bits|undefined|NaN/);
  expect(rewardSection([reward])?.text).not.toContain('Statistical validation');
});

test('a part a setting with a card a seed; examples of the first seed alone', () => {
  const figures = { distinctShare: 1, mutualInformation: 0, shapeEntropy: 0 };
  const { text = '' } =
    rewardSection([
      reward,
      { ...reward, seed: 2, rubrics: { ...figures, examples: [{ prompt: 'second seed', criteria: [] }] } },
      { ...reward, setting: 'cross-family', stages: [], criteria: [] },
    ]) ?? {};
  expect(unbalancedTags(text)).toEqual([]);
  expect([...text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, name]) => name)).toEqual([
    'same-family',
    'cross-family',
  ]);
  expect([...text.matchAll(/<h4>(seed \d)/g)].map(([, name]) => name)).toEqual([
    'seed 1',
    'seed 2',
    'seed 1',
  ]);
  expect(text.match(/class="card short"/g)).toHaveLength(2);
  expect(text).not.toContain('second seed');
});

test('text of prompts, criteria and names cannot become markup', () => {
  const hostile = '</summary><script>window.breached = true</script><img src=x onerror="y">&';
  const { text = '' } =
    rewardSection([
      {
        ...reward,
        setting: hostile,
        stages: [{ round: 1, stage: hostile, test: {} }],
        criteria: [{ definition: hostile, kept: false, reason: hostile }],
        rubrics: {
          distinctShare: 1,
          mutualInformation: 0,
          shapeEntropy: 0,
          examples: [{ prompt: hostile, criteria: [hostile] }],
        },
      },
    ]) ?? {};
  expect(text).not.toMatch(/<script|<img/);
  expect(text.match(/&#60;script&#62;/g)).toHaveLength(6);
  expect(unbalancedTags(text)).toEqual([]);
});

test('nothing where there is no reward model; the page links to it where there is one', () => {
  expect(rewardSection([])).toBeUndefined();
  const report = exampleReport();
  expect(renderReport(report)).not.toMatch(/id="reward"|href="#reward"/);
  const page = renderReport({ ...report, rewards: [reward] });
  expect(page).toContain('<a href="#reward">Reward</a>');
  expect(page.match(/<section id="reward"/g)).toHaveLength(1);
  expect(unbalancedTags(page)).toEqual([]);
});
