import { type Split, unknownNameError } from '@roro/core';
import type { ColumnSchema } from './column-schema.js';

/** A file of a data set on the Hugging Face hub. */
export interface HubFile {
  /** Path in the repository. */
  path: string;
  /**
   * SHA-256 of the file at the revision. Absent where nobody has published one: it is then noted at the first download and
   * every later load is held to it.
   */
  sha256?: string;
  /** Records in it. */
  records: number;
}

/** A public data set that can be fetched by name. */
export interface CatalogueEntry {
  id: string;
  title: string;
  description: string;
  /** As its authors or its card state it. */
  licence: string;
  /** Paper or page of origin. */
  source: string;
  /** On the Hugging Face hub. */
  repository: string;
  /** Commit of the repository: a file at a revision never changes. */
  revision: string;
  /** Its terms must be accepted on the hub, and HF_TOKEN set. */
  isGated?: boolean;
  files: Partial<Record<Split, HubFile>>;
  columns: ColumnSchema;
}

/**
 * Revisions and checksums are those that several independent public projects have pinned, compared with each other
 * (2026-11); a file that is not byte for byte the same is refused.
 */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: 'gsm8k',
    title: 'GSM8K',
    description: 'grade-school word problems, 2 to 8 steps, whole numbers',
    licence: 'MIT',
    source: 'Cobbe et al. 2021 (2110.14168)',
    repository: 'openai/gsm8k',
    revision: '740312add88f781978c0658806c59bc2815b9866',
    files: {
      train: {
        path: 'main/train-00000-of-00001.parquet',
        sha256: 'ea82612ea9582142387730c793eb67d3b12849002bc0b7fa6f8efafa7351419d',
        records: 7473,
      },
      test: {
        path: 'main/test-00000-of-00001.parquet',
        sha256: 'ee7b8da9e381df27b9e3f7758a159ab2bdaa4dbaa910546cbbc47e0cb44e4f59',
        records: 1319,
      },
    },
    columns: { prompt: 'question', answer: 'answer' },
  },
  {
    id: 'math-500',
    title: 'MATH-500',
    description: '500 competition problems of seven subjects and five levels, the held-out part of MATH',
    licence: 'MIT',
    source: 'Hendrycks et al. 2021 (2103.03874); selection of Lightman et al. 2023 (2305.20050)',
    repository: 'HuggingFaceH4/MATH-500',
    revision: '6e4ed1a2a79af7d8630a6b768ec859cb5af4d3be',
    files: {
      test: {
        path: 'test.jsonl',
        sha256: '35dc41080a3680858b27fa7e0533d2d547825316fc5dafe5d316f4ccc5a06132',
        records: 500,
      },
    },
    columns: { prompt: 'problem', answer: 'answer', id: 'unique_id' },
  },
  {
    id: 'aime-2024',
    title: 'AIME 2024',
    description: 'American Invitational Mathematics Examination I and II, answers 0 to 999',
    licence: 'competition questions; the card declares none',
    source: 'Mathematical Association of America, 2024',
    repository: 'HuggingFaceH4/aime_2024',
    revision: '2fe88a2f1091d5048c0f36abc874fb997b3dd99a',
    files: {
      test: {
        path: 'data/train-00000-of-00001.parquet',
        sha256: '26139847601a5037c237d5928b195e7260ca8074cf4f264b794af42847f79ccf',
        records: 30,
      },
    },
    columns: { prompt: 'problem', answer: 'answer', id: 'id' },
  },
  {
    id: 'aime-2025',
    title: 'AIME 2025',
    description: 'American Invitational Mathematics Examination I and II, answers 0 to 999',
    licence: 'competition questions; see the card',
    source: 'Mathematical Association of America, 2025',
    repository: 'math-ai/aime25',
    revision: '563bb8404243c5f09de6ec262f2db674fe5bce9b',
    files: {
      test: {
        path: 'test.jsonl',
        sha256: 'b4e273c02d3e7fe1b74b59eae768fc8230bfb0f79539890cb56f4361caac0331',
        records: 30,
      },
    },
    columns: { prompt: 'problem', answer: 'answer', id: 'id' },
  },
  {
    id: 'amc-2023',
    title: 'AMC 2023',
    description: 'American Mathematics Competitions 12, asked without their choices',
    licence: 'competition questions; see the card',
    source: 'Mathematical Association of America, 2023',
    repository: 'math-ai/amc23',
    revision: '80815d37005feb82cd7f8fbc6901d5d3eff43057',
    files: {
      test: {
        path: 'test-00000-of-00001.parquet',
        sha256: 'b696e87ba47be4e879a60fd4ef1d4aa522ba78c5ae013c6aff5cc9788a397c5e',
        records: 40,
      },
    },
    columns: { prompt: 'question', answer: 'answer', id: 'id' },
  },
  {
    id: 'omni-math',
    title: 'Omni-MATH',
    description: 'olympiad problems of 33 fields and ten levels',
    licence: 'Apache-2.0',
    source: 'Gao et al. 2024 (2410.07985)',
    repository: 'KbsdJames/Omni-MATH',
    revision: '40ba231d8f16e29ecd40e6407e2c8640145a8f62',
    files: {
      test: {
        path: 'test.jsonl',
        sha256: '7c87be8ee41ac7c7a597ef5a5500e84bd2b639a85a06db3da7f69bf9a32ef168',
        records: 4428,
      },
    },
    columns: { prompt: 'problem', answer: 'answer' },
  },
  {
    id: 'olympiadbench',
    title: 'OlympiadBench',
    description: 'open-ended mathematics in English without images',
    licence: 'Apache-2.0',
    source: 'He et al. 2024 (2402.14008)',
    repository: 'Hothan/OlympiadBench',
    revision: '91184b52131e7fc9455fef848035173aea8cc01a',
    files: {
      test: { path: 'OlympiadBench/OE_TO_maths_en_COMP/OE_TO_maths_en_COMP.parquet', records: 674 },
    },
    columns: { prompt: 'question', answer: 'final_answer', id: 'id' },
  },
  {
    id: 'gpqa-diamond',
    title: 'GPQA Diamond',
    description: 'multiple-choice questions of graduate biology, chemistry and physics',
    licence: 'CC BY 4.0; its authors ask that no question be published in plain text',
    source: 'Rein et al. 2023 (2311.12022)',
    repository: 'Idavidrein/gpqa',
    revision: '633f5ee89ab8ad4522a9f850766b73f62147ffdd',
    isGated: true,
    files: {
      test: {
        path: 'gpqa_diamond.csv',
        sha256: '41d1213cd7a4998605a26c2798500652572007161b3a92817ba46b35befcd305',
        records: 198,
      },
    },
    columns: {
      prompt: 'Question',
      answer: 'Correct Answer',
      id: 'Record ID',
      choices: ['Correct Answer', 'Incorrect Answer 1', 'Incorrect Answer 2', 'Incorrect Answer 3'],
    },
  },
];

/** Throws ConfigurationError with the nearest known name. */
export function findCatalogued(id: string): CatalogueEntry {
  const found = catalogue.find((entry) => entry.id === id);
  if (found !== undefined) return found;
  throw unknownNameError(
    'data set',
    id,
    catalogue.map((entry) => entry.id),
  );
}
