import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storageError, ValidationError } from '@roro/core';

const importLine = /^import \{([^}]*)\} from '(\.\/[a-z-]+\.js)';$/gm;
const exportedName = /^export (?:async )?(?:function|class|const) (\w+)/gm;

/**
 * Puts a module and everything that it imports into one classic script, each module in a function of its own, so that a
 * content security policy can allow it by one hash. It knows what the page's modules use and no more: named imports without
 * renaming, from files beside it, and `export` before a function, class or constant.
 *
 * @param entry path of the module that runs last
 * @returns the script; it defines nothing globally
 * Throws ValidationError for a circle of imports or a form that it does not know, StorageError for a file it cannot read.
 */
export function linkModules(entry: string): string {
  const parts: string[] = [];
  const names = new Map<string, string>();
  const link = (path: string, importers: readonly string[]): string => {
    const known = names.get(path);
    if (known !== undefined) return known;
    if (importers.includes(path)) throw unlinkable(path, 'imports itself by way of others');
    const source = readModule(path);
    const linked = source.replace(importLine, (_, imported: string, file: string) => {
      const module = link(join(dirname(path), file), [...importers, path]);
      return `const {${imported}} = ${module};`;
    });
    const body = linked.replace(/^export (?=(?:async )?(?:function|class|const) )/gm, '');
    if (/^(?:import|export)\b/m.test(body)) throw unlinkable(path, 'imports or exports in another form');
    const exported = [...source.matchAll(exportedName)].map(([, name]) => name);
    const name = `module${names.size}`;
    names.set(path, name);
    parts.push(`const ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();`);
    return name;
  };
  link(entry, []);
  return `(() => {\n'use strict';\n${parts.join('\n')}\n})();\n`;
}

function unlinkable(path: string, problem: string): ValidationError {
  return new ValidationError({
    message: `${path} ${problem}.`,
    nextStep: 'Use named imports from files beside it, and export functions, classes and constants.',
  });
}

function readModule(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw storageError(path, 'read', error);
  }
}
