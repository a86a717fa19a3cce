import { z } from 'zod';

/** A language model behind an OpenAI-compatible server. */
export const endpointSchema = z.strictObject({
  /** Below which `/chat/completions` lies, such as `http://127.0.0.1:8000/v1`. */
  url: z.url({ protocol: /^https?$/ }),
  /** Name under which the server knows the model. */
  model: z.string().min(1),
  /** Name of the environment variable that holds the key; absent: no key is sent. */
  keyVariable: z.string().min(1).optional(),
});
export type Endpoint = z.infer<typeof endpointSchema>;
