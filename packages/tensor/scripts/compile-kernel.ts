// Compiles assembly/kernel.ts and writes it as base64 into src/attention-kernel.generated.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Compiler {
  main(
    parameters: readonly string[],
    host: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: string | Uint8Array): void;
      listFiles(): string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

// The compiler's own types declare globals (console among them) that are not Node's, so they are kept out.
const compilerModule: string = 'assemblyscript/asc';

const directory = join(import.meta.dirname, '..');
export const generatedPath = join(directory, 'src/attention-kernel.generated.ts');

/**
 * The content that the generated file must have; the same source gives the same text.
 *
 * @throws Error with the compiler's messages where the source does not compile
 */
export async function compileKernel(): Promise<string> {
  const source = readFileSync(join(directory, 'assembly/kernel.ts'), 'utf8');
  const { default: asc } = (await import(compilerModule)) as { default: Compiler };
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      ...['kernel.ts', '--outFile', 'kernel.wasm', '--runtime', 'stub', '--optimizeLevel', '3', '--noAssert'],
      ...['--enable', 'simd', '--importMemory', '--initialMemory', '1'],
    ],
    {
      readFile: (name) => (name === 'kernel.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm' && typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) {
    throw new Error(
      `assembly/kernel.ts does not compile: ${error?.message ?? 'no output'}\n${stderr.toString()}`,
    );
  }
  return `// Generated from assembly/kernel.ts by \`pnpm build:kernel\`; do not edit.
export const attentionKernelBase64 =
  '${Buffer.from(binary).toString('base64')}';
`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(generatedPath, await compileKernel());
  process.stdout.write(`${generatedPath}\n`);
}
