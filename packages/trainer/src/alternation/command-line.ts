import { unknownNameError } from '@roro/core';

/**
 * Fills a command template: `{name}` becomes the value, quoted for the shell where it has to be. `${NAME}` is left to the
 * shell.
 *
 * @throws ConfigurationError for a name that has no value
 */
export function commandLine(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/(?<!\$)\{([a-z]+)\}/g, (_match, name: string) => {
    const value = values[name];
    if (value === undefined) throw unknownNameError('placeholder', name, Object.keys(values));
    return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
  });
}
