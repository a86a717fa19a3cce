// Trains one shipped model after `pnpm build`: node scripts/train.ts --model srm --out runs/srm.
// Resumes from the checkpoint in --out; Ctrl-C stops cleanly.
import { parseArgs } from 'node:util';
import { RECIPES, type ShippedModel, type TrainingRecipe } from '@roro/abacus/tasks';
import { trainModel } from '@roro/abacus/train';
import { chooseBackend } from '@roro/tensor';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    out: { type: 'string' },
    backend: { type: 'string' },
  },
});
const { model, out, backend } = values;
const recipe: TrainingRecipe | undefined = RECIPES[model as ShippedModel];
if (recipe === undefined || out === undefined) {
  throw new Error(
    `Expected --model ${Object.keys(RECIPES).join('|')} --out <directory>, got ${JSON.stringify(values)}.`,
  );
}
const { name: backendName } = await chooseBackend({ backend });
process.stderr.write(`backend ${backendName}\n`);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
const { path } = await trainModel({
  recipe,
  directory: out,
  name: model ?? '',
  signal: stop.signal,
  onProgress: ({ done, total, figures }) => {
    if (done % 20 === 0 || done === total) {
      process.stderr.write(
        `${done}/${total} loss ${figures?.loss?.toFixed(4)} ${Math.round(figures?.tokensPerSecond ?? 0)} tokens/s\n`,
      );
    }
  },
});
process.stdout.write(`${path}\n`);
