/**
 * What a question and a whole answer to it look like, without knowing what is right: log(1 + characters) of both, lines of
 * the answer, numbers of the question, the share of them that the answer uses, and whether its last number is new.
 *
 * @returns `answerFeatureCount` finite values
 */
export function answerFeatures(question: string, answer: string): number[] {
  const asked = numbersIn(question);
  const written = numbersIn(answer);
  const used = asked.filter((number) => written.includes(number)).length;
  const last = written.at(-1);
  return [
    Math.log1p(question.length),
    Math.log1p(answer.length),
    answer.split('\n').filter((line) => line.trim() !== '').length,
    asked.length,
    asked.length === 0 ? 1 : used / asked.length,
    last !== undefined && asked.includes(last) ? 0 : 1,
  ];
}

/** Values that `answerFeatures` returns. */
export const answerFeatureCount = 6;

function numbersIn(text: string): string[] {
  return (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((number) => number.replaceAll(',', ''));
}
