import { unknownNameError } from '@roro/core';

/** A card, by its data sheet. */
export interface Accelerator {
  id: string;
  memoryBytes: number;
  /** Memory bandwidth. */
  bytesPerSecond: number;
  /** Dense BF16. */
  flopsPerSecond: number;
}

/** By NVIDIA's data sheets, SXM where there are several. */
export const accelerators: readonly Accelerator[] = [
  { id: 'a100', memoryBytes: 80e9, bytesPerSecond: 2.039e12, flopsPerSecond: 312e12 },
  { id: 'h100', memoryBytes: 80e9, bytesPerSecond: 3.35e12, flopsPerSecond: 989e12 },
  { id: 'h200', memoryBytes: 141e9, bytesPerSecond: 4.8e12, flopsPerSecond: 989e12 },
  { id: 'h20', memoryBytes: 96e9, bytesPerSecond: 4.0e12, flopsPerSecond: 148e12 },
];

export function findAccelerator(id: string): Accelerator {
  const accelerator = accelerators.find((known) => known.id === id);
  if (accelerator !== undefined) return accelerator;
  throw unknownNameError(
    'accelerator',
    id,
    accelerators.map((known) => known.id),
  );
}
