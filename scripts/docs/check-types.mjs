// Type-checks the TypeScript blocks of the pages against the sources of the packages: one program, of which only the blocks
// are checked (`tsc --noEmit` sees to the sources).
import { join } from 'node:path';
import ts from 'typescript';

/**
 * @param {string} root
 * @param {import('./extract-blocks.mjs').Extract[]} extracts
 * @returns {string[]} one line per violation
 */
export function checkTypes(root, extracts) {
  const { config, error } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    extracts.map(({ path }) => path),
    { ...options, allowImportingTsExtensions: true, moduleDetection: ts.ModuleDetectionKind.Force },
  );
  return [
    ...program.getOptionsDiagnostics().map((diagnostic) => messageOf(diagnostic)),
    ...extracts.flatMap(({ page, path, line }) => {
      const file = program.getSourceFile(path);
      if (file === undefined) return [`${page}:${line}: TypeScript does not find the block: ${path}.`];
      const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return diagnostics.map((diagnostic) => {
        const within = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line;
        return `${page}:${line + 1 + within}: ${messageOf(diagnostic)}`;
      });
    }),
  ];
}

/** @param {ts.Diagnostic} diagnostic */
function messageOf({ code, messageText }) {
  return `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\s+/g, ' ')}`;
}
