/** Oldest major version of Node that roro runs on, as `engines` of its package.json says. */
export const oldestNode = 22;

/**
 * What to tell a reader whose Node is too old; undefined where it is not. Without this they would hear of a function that
 * is not there, in the middle of the first call of a model.
 *
 * @param version of Node, such as `20.20.2`
 */
export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= oldestNode) return undefined;
  return (
    `roro needs Node ${oldestNode} or newer; this is Node ${version}. ` +
    `Install a newer one (https://nodejs.org); a checkout of roro has one, node_modules/.bin/node.`
  );
}
