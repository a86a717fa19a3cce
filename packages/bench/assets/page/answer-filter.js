/** @typedef {import('./answers.js').Answer} Answer */
/** @typedef {import('./page-state.js').PageState} PageState */

/** @param {Answer} answer */
function verdictOf({ correct }) {
  return correct === undefined ? 'ungraded' : correct ? 'right' : 'wrong';
}

/**
 * Answers that a state of the page asks for; what is empty asks for nothing.
 *
 * @param {readonly Answer[]} answers
 * @param {PageState} state
 */
export function filterAnswers(answers, { text, setting, benchmark, router, verdict, least, most }) {
  const wanted = text.trim().toLowerCase();
  const lowest = least === '' ? 0 : Number(least);
  const highest = most === '' ? Number.POSITIVE_INFINITY : Number(most);
  return answers.filter(
    (answer) =>
      (setting === '' || answer.setting === setting) &&
      (benchmark === '' || answer.query.benchmark === benchmark) &&
      (router === '' || answer.router === router) &&
      (verdict === '' || verdictOf(answer) === verdict) &&
      answer.switches >= lowest &&
      answer.switches <= highest &&
      (wanted === '' || answer.searched.includes(wanted)),
  );
}
