import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {{ specifier: string, line: number, loads: boolean }} Import
 *   `loads`: the module runs as soon as the importing one does (not `import type`, not `import()`)
 * @typedef {{ line: number, rule: 'random' | 'any' | 'test' | 'suppression' | 'environment' | 'network', text: string }} Finding
 * @typedef {{ path: string, imports: Import[], findings: Finding[] }} Source
 */

const networkGlobals = ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource'];
const testFunctions = ['describe', 'it', 'suite', 'test'];
const testModifiers = ['only', 'skip', 'skipIf', 'todo', 'fails'];

/**
 * @param {string} directory
 * @returns {string[]} absolute paths of the TypeScript and JavaScript files below it, without what is built or installed
 */
export function sourcePaths(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory())
        return ['dist', 'node_modules', '.turbo', 'coverage'].includes(entry.name) ? [] : sourcePaths(path);
      return /\.[cm]?[jt]sx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
    });
}

/**
 * Reads one file's syntax tree, so that comments and strings which only mention a thing are not mistaken for it.
 *
 * @param {string} path
 * @returns {Source}
 */
export function readSource(path) {
  const text = readFileSync(path, 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {Source} */
  const source = { path, imports: [], findings: [] };

  /** @param {number} position */
  const lineAt = (position) => file.getLineAndCharacterOfPosition(position).line + 1;
  /**
   * @param {ts.Node} node
   * @param {Finding['rule']} rule
   */
  const find = (node, rule) => {
    source.findings.push({ line: lineAt(node.getStart()), rule, text: node.getText().split('\n')[0] ?? '' });
  };
  /**
   * @param {ts.Node | undefined} specifier
   * @param {boolean} loads
   */
  const addImport = (specifier, loads) => {
    if (specifier && ts.isStringLiteralLike(specifier)) {
      source.imports.push({ specifier: specifier.text, line: lineAt(specifier.getStart()), loads });
    }
  };

  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      addImport(node.moduleSpecifier, node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      addImport(node.moduleSpecifier, !node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument)) addImport(node.argument.literal, false);
    } else if (ts.isCallExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(node.expression))
        addImport(node.arguments[0], false);
      if (ts.isIdentifier(node.expression) && networkGlobals.includes(node.expression.text))
        find(node, 'network');
    } else if (ts.isNewExpression(node)) {
      if (ts.isIdentifier(node.expression) && networkGlobals.includes(node.expression.text))
        find(node, 'network');
    } else if (node.kind === ts.SyntaxKind.AnyKeyword) {
      find(node, 'any');
    }
    const member = memberOf(node);
    if (member) {
      const { owner, name } = member;
      if (name === 'random' && isNamed(owner, 'Math')) find(node, 'random');
      if (name === 'env' && isNamed(owner, 'process')) find(node, 'environment');
      if (name === 'fetch' && isNamed(owner, 'globalThis')) find(node, 'network');
      if (testModifiers.includes(name) && testFunctions.some((test) => isNamed(rootOf(owner), test)))
        find(node, 'test');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);

  for (const match of text.matchAll(/@ts-(ignore|nocheck)\b/g)) {
    source.findings.push({ line: lineAt(match.index), rule: 'suppression', text: match[0] });
  }
  return source;
}

/**
 * The parts of `owner.name`, `owner['name']` and `const { name } = owner`.
 *
 * @param {ts.Node} node
 * @returns {{ owner: ts.Node, name: string } | undefined}
 */
function memberOf(node) {
  if (ts.isPropertyAccessExpression(node)) return { owner: node.expression, name: node.name.text };
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return { owner: node.expression, name: node.argumentExpression.text };
  }
  if (
    ts.isBindingElement(node) &&
    ts.isVariableDeclaration(node.parent.parent) &&
    node.parent.parent.initializer
  ) {
    return { owner: node.parent.parent.initializer, name: (node.propertyName ?? node.name).getText() };
  }
  return undefined;
}

/**
 * @param {ts.Node} node
 * @param {string} name
 */
function isNamed(node, name) {
  return ts.isIdentifier(node) && node.text === name;
}

/**
 * @param {ts.Node} node `it.concurrent` of `it.concurrent.each`
 * @returns {ts.Node} `it`
 */
function rootOf(node) {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootOf(node.expression);
  return node;
}

/** @param {ts.Node} node */
function isRequire(node) {
  return (
    isNamed(node, 'require') || (ts.isPropertyAccessExpression(node) && isNamed(node.expression, 'require'))
  );
}
