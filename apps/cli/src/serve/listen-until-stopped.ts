import type { Gateway } from '@roro/gateway';
import { exitCodes } from '../exit-codes.js';
import type { Output } from '../output.js';

/** Keeps a server up until Ctrl-C or SIGTERM, then lets open requests end; a second Ctrl-C ends the process at once. */
export async function listenUntilStopped(
  gateway: Pick<Gateway, 'listen' | 'close'>,
  address: { host: string; port: number },
  output: Output,
  welcome: (url: string) => string,
): Promise<void> {
  const { url } = await gateway.listen(address);
  output.result({ url }, welcome(url));
  await new Promise<void>((resolve) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) process.exit(exitCodes.interrupted);
      stopping = true;
      output.note('Stopping: open requests may end. Ctrl-C again to cut them.');
      void gateway.close().then(() => {
        process.off('SIGINT', stop);
        process.off('SIGTERM', stop);
        resolve();
      });
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
