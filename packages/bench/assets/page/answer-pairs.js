/** @typedef {import('./answers.js').Answer} Answer */

/**
 * Answers of the same question with the same seed, by question.
 *
 * @param {readonly Answer[]} answers
 * @returns {Map<string, Answer[]>}
 */
export function answersByQuestion(answers) {
  const groups = new Map();
  for (const answer of answers) {
    const group = groups.get(answer.question);
    if (group === undefined) groups.set(answer.question, [answer]);
    else group.push(answer);
  }
  return groups;
}

/**
 * Pairs in which the main router and a baseline disagree.
 *
 * @param {ReadonlyMap<string, Answer[]>} groups
 * @param {string} main
 * @param {string} baseline
 * @param {string} kind `outcome`: one of the two is right; `main`, `baseline`: only that one is; `routing`: both or neither,
 *   and another model wrote some step
 * @returns {{ main: Answer, baseline: Answer }[]}
 */
export function disagreements(groups, main, baseline, kind) {
  const pairs = [];
  for (const group of groups.values()) {
    const own = group.findLast(({ router }) => router === main);
    const other = group.findLast(({ router }) => router === baseline);
    if (own === undefined || other === undefined) continue;
    const isGraded = own.correct !== undefined && other.correct !== undefined;
    const differs = isGraded && own.correct !== other.correct;
    const wanted =
      kind === 'routing'
        ? !differs && own.writers !== other.writers
        : differs && (kind === 'outcome' || own.correct === (kind === 'main'));
    if (wanted) pairs.push({ main: own, baseline: other });
  }
  return pairs;
}
