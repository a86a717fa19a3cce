import type { RouterCalls, RouterState } from '@roro/core';
import { RouterError } from '@roro/core/routing';

/** What the router may spend. @throws RouterError where the state has no calls */
export function requireCalls(state: RouterState, router: string): RouterCalls {
  if (state.calls !== undefined) return state.calls;
  throw new RouterError({
    router,
    message: `Router "${router}" asks models before it decides, but this state has no \`calls\`.`,
    nextStep:
      'Let the engine run it on a pool; a state made by hand or read back from a trajectory needs `calls` of its own.',
  });
}
