// Has Node resolve every package of the workspace to its sources: no build is needed, and none can be out of date.
import { registerHooks } from 'node:module';
import '../../apps/cli/src/test/source-hooks.ts';

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, { ...context, conditions: [...context.conditions, '@roro/source'] }),
});
