import { type Html, html } from './html.js';

/** Shares of pairs judged right, range [0, 1]. */
type Accuracies = Partial<Record<'all' | 'outcome' | 'cost' | 'process', number | undefined>>;

/** How a reward model was trained and what it says: what the report shows of it. */
export interface ReportReward {
  setting: string;
  seed: number;
  /** Accuracy on held-out pairs after every stage of the alternation. */
  stages: readonly { round: number; stage: string; test: Accuracies }[];
  testPairs: { outcome: number; cost: number; process: number };
  criteria: readonly { definition: string; kept: boolean; reason: string }[];
  rubrics?:
    | {
        distinctShare: number;
        /** Bits; absent for rubrics of free text. */
        mutualInformation?: number | undefined;
        shapeEntropy?: number | undefined;
        examples: readonly { prompt: string; criteria: readonly string[] }[];
      }
    | undefined;
  /** Of roles that language models play: to which criteria statistical validation applies. */
  languageModels?: { validation: string } | undefined;
}

function share(value: number | undefined): string {
  return value === undefined ? '–' : (100 * value).toFixed(1);
}

function stageTable({ stages, testPairs }: ReportReward): Html {
  return html`<table class="budgets"><thead><tr><th scope="col">After</th><th scope="col">all pairs</th><th scope="col">outcome <small>${testPairs.outcome}</small></th><th scope="col">cost <small>${testPairs.cost}</small></th><th scope="col">process <small>${testPairs.process}</small></th></tr></thead><tbody>${stages.map(
    ({ round, stage, test }) =>
      html`<tr><th scope="row">${round === 0 ? stage : `round ${round}, ${stage}`}</th><td>${share(test.all)}</td><td>${share(test.outcome)}</td><td>${share(test.cost)}</td><td>${share(test.process)}</td></tr>`,
  )}</tbody></table>`;
}

function rewardCard(reward: ReportReward): Html {
  const { seed, criteria, rubrics, languageModels } = reward;
  const kept = criteria.filter((criterion) => criterion.kept);
  const dropped = criteria.filter((criterion) => !criterion.kept);
  const list = (items: typeof criteria): Html =>
    html`<ul>${items.map(({ definition, reason }) => html`<li><code>${definition}</code> <small>${reason}</small></li>`)}</ul>`;
  return html`<article class="card"><h4>seed ${seed} <small>held-out pairs judged right, %</small></h4>
${stageTable(reward)}
${
  rubrics &&
  html`<p>${share(rubrics.distinctShare)} % of the rubrics differ from one another${describeInformation(rubrics)}.</p>`
}
${languageModels && html`<p>Statistical validation: ${languageModels.validation}</p>`}
<details class="short"><summary>${kept.length} criteria kept, ${dropped.length} dropped</summary>${dropped.length > 0 ? html`<p>Dropped</p>${list(dropped)}` : undefined}<p>Kept</p>${list(kept)}</details></article>`;
}

function describeInformation({
  mutualInformation,
  shapeEntropy,
}: NonNullable<ReportReward['rubrics']>): string {
  if (mutualInformation === undefined || shapeEntropy === undefined) return '';
  return `; what they say of a line shares ${mutualInformation.toFixed(2)} of ${shapeEntropy.toFixed(2)} bits with its operation`;
}

/** Judge accuracy per reason and round, criteria kept and dropped, and example rubrics beside their queries. */
export function rewardSection(rewards: readonly ReportReward[]): Html | undefined {
  if (rewards.length === 0) return undefined;
  const settings = [...new Set(rewards.map(({ setting }) => setting))];
  return html`<section id="reward" class="part"><h2>What the rubrics and the judge learned</h2>
<p class="lead">A pair is judged right where the better of two answers scores strictly higher under the rubric of its question. The judge never sees whether an answer was right. Process pairs have the same outcome and about the same cost: only how they were routed differs.</p>
${settings.map((setting) => {
  const own = rewards.filter((reward) => reward.setting === setting);
  const examples = own[0]?.rubrics?.examples ?? [];
  return html`<section><h3>${setting}</h3><div class="cards">${own.map(rewardCard)}</div>
${examples.map(
  ({ prompt, criteria }) =>
    html`<details class="card short"><summary><span class="question">${prompt}</span></summary><ul>${criteria.map((text) => html`<li>${text}</li>`)}</ul></details>`,
)}</section>`;
})}</section>`;
}
