/** @typedef {import('../../src/report/pack-answers.ts').PackedAnswers} PackedAnswers */
/** @typedef {import('../../src/report/pack-answers.ts').PackedAnswer} PackedAnswer */

/**
 * An answer with what it refers to put in place, and what the filters look at.
 *
 * @typedef {Omit<PackedAnswer, 'query' | 'setting' | 'router'> & {
 *   query: PackedAnswers['queries'][number], setting: string, models: string[], router: string,
 *   criteria: string[], question: string, switches: number, writers: string, searched: string }} Answer
 */

/**
 * Undoes `compressAnswers`.
 *
 * @param {string} text base64 of deflate-raw of JSON
 * @returns {Promise<PackedAnswers>}
 */
export async function decodeAnswers(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return /** @type {Promise<PackedAnswers>} */ (new Response(stream).json());
}

/**
 * @param {PackedAnswers} packed
 * @returns {Answer[]} in the order of the report
 */
export function unpackAnswers({ settings, routers, queries, criteria, answers }) {
  return answers.map((answer) => {
    const query = /** @type {PackedAnswers['queries'][number]} */ (queries[answer.query]);
    const place = /** @type {PackedAnswers['settings'][number]} */ (settings[answer.setting]);
    let switches = 0;
    let writers = '';
    let previous = -2;
    let steps = '';
    for (const { model, text } of answer.steps) {
      if (previous !== -2 && model !== previous) switches += 1;
      previous = model;
      writers += `${model} `;
      steps += `${text}\n`;
    }
    return {
      ...answer,
      query,
      setting: place.setting,
      models: place.models,
      router: /** @type {string} */ (routers[answer.router]),
      criteria,
      question: `${answer.setting} ${answer.query} ${answer.seed} ${answer.sample}`,
      switches,
      writers,
      searched: `${query.prompt}\n${steps}\n${answer.id}\n${query.id}`.toLowerCase(),
    };
  });
}
