import type { Command } from 'commander';
import { Output } from '../output.js';
import { portNumber } from '../port-number.js';
import { listenUntilStopped } from '../serve/listen-until-stopped.js';

interface ServeModelsOptions {
  host: string;
  port: number;
  json?: boolean;
  quiet?: boolean;
}

export function addServeModelsCommand(program: Command): void {
  program
    .command('serve-models')
    .description('serve the embedded models over HTTP, with log-probabilities and prefix continuation')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on, 0 for any', portNumber, 8788)
    .option('--json', 'print the address as JSON')
    .option('--quiet', 'print the address only')
    .action(async ({ host, port, json = false, quiet = false }: ServeModelsOptions) => {
      const { abacus, abacusModels } = await import('@roro/abacus');
      const { createGateway } = await import('@roro/gateway');
      const described = abacusModels();
      const models = described.map(({ id, parameters, fingerprint }) => ({
        id,
        model: abacus(id),
        ownedBy: 'abacus',
        fields: { parameters, fingerprint },
      }));
      const gateway = await createGateway({
        models: { list: () => models, find: (id) => models.find((model) => model.id === id) },
        log: { level: 'warn' },
        // A whole run asks in parallel: nobody is turned away from a server of one's own.
        limits: { requestsInFlight: 4096 },
      });
      await listenUntilStopped(gateway, { host, port }, new Output({ json, quiet }), (url) =>
        [
          `Serving ${described.map(({ id }) => id).join(', ')} at ${url}/v1, as vLLM would. In roro.config.ts:`,
          '',
          `  settings: [{ id: 'same-family', pool: {`,
          ...described
            .filter(({ id }) => id === 'srm' || id === 'lrm')
            .map(
              ({ id, parameters, fingerprint }) =>
                `    ${id}: openaiCompatible('${url}/v1', '${id}', { server: 'vllm', topLogProbabilities: 64, parameters: ${parameters}, fingerprint: '${fingerprint}' }),`,
            ),
          '  } }],',
        ].join('\n'),
      );
    });
}
