// The load generator, a process of its own: on a message from its parent it sends requests over so many connections, each of
// which waits for its whole answer before the next, and replies with what each took. node:http and not a load tool, since
// those keep latencies in whole milliseconds and cannot tell a complete answer from one that broke off.
import { Agent, request as httpRequest } from 'node:http';
import { finished } from 'node:stream/promises';
import type { CompletionRequest } from './completion-request.ts';
import { isCompleteAnswer } from './is-complete-answer.ts';

export interface LoadOrder extends CompletionRequest {
  streamed: boolean;
  connections: number;
  requests: number;
}

export interface LoadReport {
  /** Milliseconds from sending to the last byte, of the complete answers. */
  latencies: number[];
  /** Duration of all together. */
  seconds: number;
  /** Answers that were not complete, and what came instead of the first of them. */
  failures: number;
  firstFailure?: string;
}

export async function generateLoad(order: LoadOrder): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const report: LoadReport = { latencies: [], seconds: 0, failures: 0 };
  let left = order.requests;
  const connection = async (): Promise<void> => {
    while (left-- > 0) {
      const start = performance.now();
      const answer = await ask(order, agent).catch(String);
      const milliseconds = performance.now() - start;
      if (isCompleteAnswer(answer, order.streamed)) report.latencies.push(milliseconds);
      else {
        report.failures += 1;
        report.firstFailure ??= answer.slice(0, 500);
      }
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: order.connections }, connection));
  report.seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return report;
}

/** The body of the answer; the status before it where that is not 200. */
async function ask({ url, headers, body }: LoadOrder, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, method: 'POST', headers }, (response) => {
      let text = response.statusCode === 200 ? '' : `status ${response.statusCode} `;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      finished(response).then(() => resolve(text), reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

if (process.send !== undefined) {
  process.on('message', async (order: LoadOrder) => process.send?.(await generateLoad(order)));
  process.on('disconnect', () => process.exit());
}
