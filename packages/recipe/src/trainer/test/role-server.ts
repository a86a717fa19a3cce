import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RoleServer {
  url: string;
  /** The user's messages, in the order asked. */
  asked: string[];
  /** Answers 503 while it is true. */
  isDown: boolean;
  /** What to answer instead of a good answer; undefined: a good one. */
  answer: (user: string) => string | undefined;
  close(): Promise<void>;
}

/**
 * An OpenAI-compatible server that plays both roles: as a judge, statement k holds where step k was written by the small
 * model; as a rubricor it writes three criteria, or chooses the first three.
 */
export async function startRoleServer({ port = 0, name = 'any' } = {}): Promise<RoleServer> {
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ data: [{ id: name }] }));
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const { messages, model } = JSON.parse(body) as { messages: { content: unknown }[]; model: string };
      const content = messages.at(-1)?.content;
      const user = typeof content === 'string' ? content : JSON.stringify(content);
      if (role.isDown) {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: 'down' } }));
        return;
      }
      role.asked.push(user);
      const message = { role: 'assistant', content: role.answer(user) ?? goodAnswer(user) };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          id: 'x',
          object: 'chat.completion',
          created: 0,
          model,
          choices: [{ index: 0, message, finish_reason: 'stop' }],
          usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const role: RoleServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    isDown: false,
    answer: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return role;
}

function goodAnswer(user: string): string {
  const keys = /for each of (c1(?:, c\d)*)\.$/.exec(user)?.[1]?.split(', ');
  if (keys !== undefined) {
    const writers = [...user.matchAll(/<step number="\d+" model="(\w+)"/g)].map(([, model]) => model);
    return JSON.stringify(
      Object.fromEntries(keys.map((key, i) => [key, { evidence: 'Seen.', holds: writers[i] === 'srm' }])),
    );
  }
  if (user.includes('Choose its rubric')) {
    const ids = [...user.matchAll(/^(\S+) \((?:hard rule|principle)\): /gm)].map(([, id]) => id);
    return JSON.stringify({ criteria: ids.slice(0, 3) });
  }
  if (user.includes('Write its rubric')) {
    const criteria = ['first', 'second', 'third'].map((id) => ({
      id,
      text: `The routing does the ${id} step well.`,
      kind: 'principle',
      scope: 'step',
    }));
    return JSON.stringify({ criteria });
  }
  return 'ready';
}
