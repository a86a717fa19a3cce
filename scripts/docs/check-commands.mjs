// Does the real command line take the `roro` commands that the pages show?

/** @typedef {ReturnType<typeof import('../../apps/cli/src/main.js').createProgram>} Command */

/**
 * Commands in `sh` blocks are parsed by the program itself, actions aside. Of those in code spans, which may hold
 * placeholders, the command and the options must exist.
 *
 * @param {import('./read-page.mjs').Page[]} pages
 * @param {() => Command} createProgram
 * @returns {{ violations: string[], count: number }} `count`: commands that were looked at
 */
export function checkCommands(pages, createProgram) {
  /** @type {string[]} */
  const violations = [];
  let count = 0;
  for (const { path, blocks, spans } of pages) {
    for (const { line, language, text } of blocks) {
      if (language !== 'sh') continue;
      for (const words of commandsOf(text)) {
        count += 1;
        const problem = parseProblem(createProgram(), words.slice(1));
        if (problem) violations.push(`${path}:${line}: \`${words.join(' ')}\`: ${problem}`);
      }
    }
    for (const { line, text } of spans) {
      for (const words of commandsOf(text.replaceAll('\n', ' '))) {
        count += 1;
        const problem = spanProblem(createProgram(), words.slice(1));
        if (problem) violations.push(`${path}:${line}: \`${words.join(' ')}\`: ${problem}`);
      }
    }
  }
  return { violations, count };
}

/**
 * The `roro` commands of a shell script, as words without quotes.
 *
 * @param {string} script
 * @returns {string[][]}
 */
export function commandsOf(script) {
  /** @type {string[][]} */
  const commands = [[]];
  const token = /\\\n|\n|&&|\|\|?|;|(?<=^|\s)#[^\n]*|(?:[^\s'"|;&\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|&(?!&))+/g;
  for (const [part] of script.matchAll(token)) {
    if (part === '\\\n' || part.startsWith('#')) continue;
    if (/^(\n|&&|\|\|?|;)$/.test(part)) commands.push([]);
    else commands.at(-1)?.push(part.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, '$1$2$3'));
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^\w+=/.test(word))))
    .filter((words) => words[0] === 'roro');
}

/**
 * @param {Command} program
 * @param {string[]} words
 * @returns {string | undefined}
 */
function parseProblem(program, words) {
  silence(program);
  try {
    program.parse(words, { from: 'user' });
    return undefined;
  } catch (error) {
    // Help and version end the parsing, too.
    if (error instanceof Error && 'exitCode' in error && error.exitCode === 0) return undefined;
    return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
  }
}

/** @param {Command} command */
function silence(command) {
  command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  for (const each of command.commands) silence(each);
}

/**
 * @param {Command} program
 * @param {string[]} words
 * @returns {string | undefined}
 */
function spanProblem(program, words) {
  let command = program;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) {
      if (command.commands.length > 0 && /^[a-z]/.test(word)) return `unknown command '${word}'`;
      break;
    }
    command = next;
  }
  const unknown = words
    .flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? [])
    .find((flag) => flag !== '--help' && !command.options.some(({ long }) => long === flag));
  return unknown === undefined ? undefined : `unknown option '${unknown}'`;
}
