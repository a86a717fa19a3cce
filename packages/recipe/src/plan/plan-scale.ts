import type { Accelerator } from './accelerator.js';
import { findModelShape } from './model-shape.js';
import type { ScaleModel, ScaleSetting } from './scale-setting.js';
import {
  distinctTexts,
  type ModelCalls,
  type ScaleStage,
  type StepTexts,
  scaleStages,
} from './scale-stages.js';
import { servingSpeed } from './serving-speed.js';

/** With and without: steps that rollouts share are generated once; servers keep what they have read. */
export interface ScaleVariant {
  stepStore: boolean;
  prefixCache: boolean;
}

/** Hours of one card. */
export interface CardHours {
  small: number;
  large: number;
}

export interface PlannedScaleStage extends ScaleStage {
  /** With step store and prefix cache. */
  hours: CardHours;
}

export interface ScalePlan {
  accelerator: string;
  /** Answers at a time on a card that serves nothing but this model, and tokens a second of the full card. */
  speeds: Record<keyof CardHours, { shape: string; sequences: number; decode: number; prefill: number }>;
  stages: PlannedScaleStage[];
  variants: (ScaleVariant & {
    calls: number;
    generatedTokens: number;
    prefillTokens: number;
    hours: CardHours;
  })[];
}

const variants: readonly ScaleVariant[] = [
  { stepStore: true, prefixCache: true },
  { stepStore: false, prefixCache: true },
  { stepStore: true, prefixCache: false },
  { stepStore: false, prefixCache: false },
];

/**
 * What a study takes on cards of one kind, each of which serves one model and is kept full. No model is called. Everything outside of the
 * models (routers, reward models, training) runs on CPUs and is left out.
 */
export function planScale(
  setting: ScaleSetting,
  accelerator: Accelerator,
  texts: StepTexts = distinctTexts(setting.samplesPerNode),
): ScalePlan {
  const stages = scaleStages(setting, texts);
  const speeds = { small: speedOf(setting, setting.small), large: speedOf(setting, setting.large) };
  return {
    accelerator: accelerator.id,
    speeds,
    stages: stages.map((stage) => ({
      ...stage,
      hours: take(stage, { stepStore: true, prefixCache: true }).hours,
    })),
    variants: variants.map((variant) => {
      const parts = stages.map((stage) => take(stage, variant));
      const sum = (value: (part: Taken) => number): number =>
        parts.reduce((total, part) => total + value(part), 0);
      return {
        ...variant,
        calls: sum(({ calls }) => calls.small + calls.large),
        generatedTokens: sum(({ generated }) => generated.small + generated.large),
        prefillTokens: sum(({ prefill }) => prefill.small + prefill.large),
        hours: { small: sum(({ hours }) => hours.small), large: sum(({ hours }) => hours.large) },
      };
    }),
  };

  function speedOf({ questionTokens }: ScaleSetting, { shape, answerTokens }: ScaleModel) {
    const speed = servingSpeed(findModelShape(shape), accelerator, questionTokens + answerTokens / 2);
    return {
      shape,
      sequences: speed.sequences,
      decode: speed.decodeTokensPerSecond,
      prefill: speed.prefillTokensPerSecond,
    };
  }

  interface Taken {
    calls: ModelCalls;
    generated: ModelCalls;
    prefill: ModelCalls;
    hours: CardHours;
  }

  function take(stage: ScaleStage, { stepStore, prefixCache }: ScaleVariant): Taken {
    const calls = stepStore ? stage.generated : stage.requested;
    const { stepTokens, questionTokens } = setting;
    const generated = scaled(calls, stepTokens);
    // Without a cache every call reads the question and, on average, half of the answer.
    const whole = {
      small: calls.small * (questionTokens + setting.small.answerTokens / 2),
      large: calls.large * (questionTokens + setting.large.answerTokens / 2),
    };
    // With one, what is new to a model: the question of each rollout, and of what the other one wrote as much as it reads. The small
    // model is taken to read everything.
    const question = stage.rollouts * questionTokens;
    const prefill = prefixCache
      ? {
          small: Math.min(whole.small, generated.large + question),
          large: Math.min(whole.large, calls.read * stepTokens + question),
        }
      : whole;
    const hours = (model: keyof CardHours): number =>
      (generated[model] / speeds[model].decode + prefill[model] / speeds[model].prefill) / 3600;
    return { calls, generated, prefill, hours: { small: hours('small'), large: hours('large') } };
  }
}

function scaled({ small, large }: ModelCalls, factor: number): ModelCalls {
  return { small: small * factor, large: large * factor };
}
