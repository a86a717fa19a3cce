export type CompletionReading = { value: unknown; problem?: undefined } | { problem: string };

/**
 * The JSON value that a completion is, as strict as the LLM roles read answers: nothing but JSON. What a reasoning model
 * thought before it is left out, as a server does.
 */
export function readCompletion(completion: string): CompletionReading {
  const end = completion.lastIndexOf('</think>');
  const answer = end === -1 ? completion : completion.slice(end + '</think>'.length);
  try {
    return { value: JSON.parse(answer) };
  } catch {
    return { problem: `The answer is no JSON: ${JSON.stringify(excerpt(answer))}.` };
  }
}

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
