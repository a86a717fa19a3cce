/** A gold answer that is one of the letters A to J, however it is dressed: C, (C), \text{(C)}, $\boxed{C}$. */
export function goldLetter(gold: string): string | undefined {
  const bare = gold.replace(/\\(?:boxed|text|textbf|mathrm|mathbf|mbox)\b|[\s{}()$.\\*[\]]/g, '');
  return /^[A-J]$/.test(bare) ? bare : undefined;
}

const dress = /[\s*({[\\$]{0,9}(?:(?:text|textbf|mathrm|mathbf|mbox)\{)?[\s*({[\\$]{0,9}/.source;
const boxed = new RegExp(`\\\\(?:boxed|fbox)\\{${dress}([A-J])(?![A-Za-z])`, 'g');
const named = new RegExp(
  `(?:[Aa]nswer|ANSWER|[Oo]ption|[Cc]hoice)(?:\\s{1,9}(?:is|would be|should be))?\\s{0,9}:?(?:\\s{1,9}(?:option|choice))?${dress}([A-J])(?![A-Za-z'’])`,
  'g',
);
const bracketed = /\(([A-J])\)/g;
const alone = /(?:^|\n)[ \t]{0,9}\*{0,2}([A-J])(?:\*{0,2}[.:)]?\*{0,2}[ \t]{0,9}(?=\n|$)|[.:)]\s)/g;

/** The letter that a text chooses: in a box, after "answer", in brackets, or alone on a line; the last of its kind. */
export function chosenLetter(text: string): string | undefined {
  for (const pattern of [boxed, named, bracketed, alone]) {
    const last = [...text.matchAll(pattern)].at(-1)?.[1];
    if (last !== undefined) return last;
  }
  return undefined;
}
