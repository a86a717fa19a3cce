import pc from 'picocolors';

/**
 * Colours for what a command prints: where a person reads along in a terminal, or FORCE_COLOR asks for them, and never
 * against NO_COLOR. A pipe or a file gets plain text on a build machine too, where picocolors alone would colour it.
 */
const colors = pc.createColors(wantsColors(process.env, process.stdout));

export default colors;

export function wantsColors(environment: NodeJS.ProcessEnv, output: { isTTY?: boolean }): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0';
  return output.isTTY === true && environment.TERM !== 'dumb';
}
