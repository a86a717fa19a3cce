// Pages of every export of every package, from the docstrings: one a package entry.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, Converter, ReflectionKind } from 'typedoc';
import { publishedAt } from './published-at.mjs';

/**
 * @param {string} root of the repository
 * @param {string} folder that the pages are written to
 * @returns {Promise<{ path: string, title: string }[]>} `path`: within `folder`
 */
export async function writeApiReference(root, folder) {
  const entries = packageEntries(root);
  const application = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ path }) => path),
    tsconfig: join(root, 'website', 'tsconfig.api.json'),
    name: 'API',
    readme: 'none',
    disableGit: true,
    sourceLinkTemplate: `${publishedAt(root)}/blob/main/{path}#L{line}`,
    gitRevision: 'main',
    basePath: root,
    // The sources are checked by `tsc`, not here.
    skipErrorChecking: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    logLevel: 'Error',
    router: 'module',
    entryFileName: 'index',
    excludeScopesInPaths: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    tableColumnSettings: { hideSources: true },
    useCodeBlocks: true,
    sanitizeComments: true,
    out: folder,
  });
  const names = new Map(entries.map(({ path, name }) => [path, name]));
  // Modules are known by what one imports, not by where they are.
  application.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    const [source] = context.getSymbolFromReflection(reflection)?.declarations ?? [];
    reflection.name = names.get(source?.getSourceFile().fileName ?? '') ?? reflection.name;
  });
  const project = await application.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages; see its messages above.');
  await application.generateOutputs(project);
  return entries.map(({ name }) => ({ path: `${name.replace('@roro/', '')}.md`, title: name }));
}

/**
 * @param {string} root
 * @returns {{ name: string, path: string }[]} what one may import, and the source that it comes from
 */
function packageEntries(root) {
  return ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((name) => join(root, folder, name))
      .filter((directory) => existsSync(join(directory, 'package.json')))
      .flatMap((directory) => {
        const { name, exports } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
        return Object.entries(exports ?? {}).flatMap(([entry, target]) => {
          const source = target['@roro/source'];
          return source === undefined ? [] : [{ name: join(name, entry), path: join(directory, source) }];
        });
      }),
  );
}
