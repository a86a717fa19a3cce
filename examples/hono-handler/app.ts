import type { LanguageModelV4 } from '@ai-sdk/provider';
import { providerKey, routingTraceSchema } from '@roro/core';
import { createUIMessageStreamResponse, streamText, toUIMessageStream } from 'ai';
import { Hono } from 'hono';
import { z } from 'zod';

const bodySchema = z.object({ prompt: z.string().min(1).max(10_000) });

/** `POST /answer` streams the answer of a routed model as a chat of the AI SDK reads it (`useChat`). */
export function createApp(model: LanguageModelV4): Hono {
  const app = new Hono();
  app.post('/answer', async (context) => {
    const body = bodySchema.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return context.json({ error: 'Expected { "prompt": "…" }.' }, 400);
    const { stream } = streamText({
      model,
      prompt: body.data.prompt,
      // A client that has gone away pays for no further step.
      abortSignal: context.req.raw.signal,
      // Told to the client below; a server would log it here.
      onError: () => {},
    });
    return createUIMessageStreamResponse({
      stream: toUIMessageStream({
        stream,
        // What the client may know of the routing; prompts and answers are not in the trace.
        messageMetadata({ part }) {
          if (part.type !== 'finish-step') return undefined;
          const trace = routingTraceSchema.safeParse(part.providerMetadata?.[providerKey]?.['routing']);
          if (!trace.success) return undefined;
          const { steps, costShare } = trace.data;
          return { writers: steps.map(({ model: writer }) => writer), costShare };
        },
        // An answer that broke off ends in an error part, never as if it were whole.
        onError: () => 'The answer broke off.',
      }),
    });
  });
  return app;
}
