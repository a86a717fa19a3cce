import { routingTraceSchema } from '@roro/core';
import { generateText, Output, streamText } from 'ai';
import { z } from 'zod';
import { question, routed } from './routed.ts';

const model = routed(0.1);

// A whole answer. Usage is that of all calls together, rejected drafts included; the trace says who wrote what.
const { text, usage, finalStep } = await generateText({ model, prompt: question, temperature: 0 });
console.log(text);
const { steps, costShare = 0 } = routingTraceSchema.parse(finalStep.providerMetadata?.['roro']?.['routing']);
for (const step of steps) console.log(`${step.model}: ${step.explanation?.text}`);
const percent = (100 * costShare).toFixed(0);
console.log(`${usage.outputTokens} tokens, ${percent} % of what the large model alone would have cost`);

// The same answer as a stream: a step at a time.
for await (const step of streamText({ model, prompt: question, temperature: 0 }).textStream)
  process.stdout.write(step);

// An object. It is one step, in which doubt about a line is averaged with the rest: the threshold has to be lower.
const schema = z.object({ working: z.array(z.string()), answer: z.number() });
const { output } = await generateText({
  model: routed(0.04),
  prompt: question,
  temperature: 0,
  output: Output.object({ schema }),
});
console.log(`\n${output.answer}, in ${output.working.length} lines`);
