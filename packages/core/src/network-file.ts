import { StorageError, ValidationError } from './errors.js';
import type { PolicyLayer } from './policy-network.js';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.js';

/** Checks unknown data: a zod schema, or a function's worth of code where loading zod takes too long. */
export interface DataCheck<T> {
  safeParse(
    data: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

/** What a kind of network file holds beside its layers `layers.{i}.weight` [inputs, outputs] and `layers.{i}.bias`. */
export interface NetworkFileKind<T> {
  /** Names the network in errors: "a router policy". */
  title: string;
  /** Key of its metadata, JSON, in the header of the file. */
  key: string;
  schema: DataCheck<T>;
  /** Units of every layer, input and output included. */
  widths(metadata: T): readonly number[];
  /** What else is wrong with the metadata, if anything. */
  problem?(metadata: T): string | undefined;
}

/**
 * A network as a safetensors file; tensors of other names are left out.
 *
 * @throws ValidationError where tensors and metadata do not fit each other
 */
export function encodeNetworkFile<T>(
  kind: NetworkFileKind<T>,
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: T,
): Uint8Array {
  const problem = findProblem(kind, tensors, metadata);
  if (problem !== undefined) {
    throw new ValidationError({
      message: `This is not ${kind.title}: ${problem}.`,
      nextStep: 'Pass the weights of the network that the metadata describes.',
    });
  }
  const names = layerShapes(kind, metadata).flatMap((_, i) => [`layers.${i}.weight`, `layers.${i}.bias`]);
  return encodeSafetensors({
    tensors: Object.fromEntries(names.map((name) => [name, tensors[name] as NamedArray])),
    metadata: { [kind.key]: JSON.stringify(metadata) },
  });
}

/**
 * Reads what `encodeNetworkFile` wrote.
 *
 * @param path names the file in errors
 * @throws StorageError for anything that is not a complete network of finite numbers
 */
export function decodeNetworkFile<T>(
  kind: NetworkFileKind<T>,
  bytes: Uint8Array,
  path = '(memory)',
): { layers: PolicyLayer[]; metadata: T } {
  const { tensors, metadata: strings } = decodeSafetensors(bytes, path);
  const metadata = parseMetadata(kind, strings[kind.key], path);
  const problem = findProblem(kind, tensors, metadata);
  if (problem !== undefined) throw notOfKind(kind, path, problem);
  const layers = layerShapes(kind, metadata).map((_, index) => ({
    weight: (tensors[`layers.${index}.weight`] as NamedArray).data,
    bias: (tensors[`layers.${index}.bias`] as NamedArray).data,
  }));
  return { layers, metadata };
}

function parseMetadata<T>(kind: NetworkFileKind<T>, text: string | undefined, path: string): T {
  if (text === undefined) throw notOfKind(kind, path, `its header has no "${kind.key}" metadata`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notOfKind(kind, path, `its "${kind.key}" metadata is not JSON`, cause);
  }
  const parsed = kind.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = `${issue?.path.join('.')}: ${issue?.message}`;
  throw notOfKind(kind, path, `its "${kind.key}" metadata is wrong at ${place}`, parsed.error);
}

function notOfKind<T>(
  kind: NetworkFileKind<T>,
  path: string,
  problem: string,
  cause?: unknown,
): StorageError {
  return new StorageError({
    path,
    message: `${path} is not ${kind.title}: ${problem}.`,
    nextStep: 'Restore the file from its source, or train it again.',
    cause,
  });
}

function layerShapes<T>(kind: NetworkFileKind<T>, metadata: T): [number, number][] {
  const widths = kind.widths(metadata);
  return widths.slice(1).map((outputs, index) => [widths[index] as number, outputs]);
}

function findProblem<T>(
  kind: NetworkFileKind<T>,
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: T,
): string | undefined {
  const problem = kind.problem?.(metadata);
  if (problem !== undefined) return problem;
  for (const [index, [inputs, outputs]] of layerShapes(kind, metadata).entries()) {
    const expected = { [`layers.${index}.weight`]: [inputs, outputs], [`layers.${index}.bias`]: [outputs] };
    for (const [name, shape] of Object.entries(expected)) {
      const tensor = tensors[name];
      if (tensor === undefined) return `tensor "${name}" is missing`;
      if (tensor.shape.join() !== shape.join()) {
        return `tensor "${name}" has shape [${tensor.shape}], expected [${shape}]`;
      }
      if (!tensor.data.every(Number.isFinite)) return `tensor "${name}" holds a number that is not finite`;
    }
  }
  return undefined;
}
