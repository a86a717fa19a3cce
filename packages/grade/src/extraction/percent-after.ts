const percent = /\s{0,3}\$?\s{0,3}(?:\\?%|percent\b|percentage\b|pct\b)/iy;
const fromWord = /percent|pct|\\?%/i;

/** The answer with the percent sign or word that stands after its end. */
export function withPercent(answer: string, text: string, end: number): string {
  percent.lastIndex = end;
  return percent.test(text) && !fromWord.test(answer) ? `${answer}\\%` : answer;
}
