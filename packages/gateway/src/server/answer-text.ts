import { z } from 'zod';

const contentSchema = z.object({ content: z.string().nullish() });
const bodySchema = z.object({
  choices: z.array(
    z.object({
      text: z.string().optional(),
      message: contentSchema.optional(),
      delta: contentSchema.optional(),
    }),
  ),
});

/** The text in an answer, or in one event of a stream, of either protocol; empty where there is none. */
export function answerText(body: unknown): string {
  const choice = bodySchema.safeParse(body).data?.choices[0];
  return choice?.text ?? choice?.message?.content ?? choice?.delta?.content ?? '';
}
