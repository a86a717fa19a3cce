import { existsSync, readFileSync } from 'node:fs';
import { allBenchmarks, type OutcomeRow, outcomeRowSchema } from '@roro/bench';
import { ConfigurationError, readJsonl } from '@roro/core';
import { modelFingerprint } from '@roro/engine';
import { packLine, pointsOf } from '../calibration-points.js';
import { findCatalogueEntry } from '../catalogue.js';
import { readFit } from '../fit-router.js';
import { fitPath, policyPath } from '../kept-files.js';
import { findMethod } from '../methods.js';
import type { RecipeContext } from '../open-run.js';
import { resolveSettings, type Setting } from '../settings.js';
import type { BundledRouter, RouterBundle } from './router-bundle.js';

/**
 * What a run knows of its routers in one setting: trained weights (of the first seed), what families learned, and accuracy
 * and cost at every knob on validation queries. Routers that the run has not trained or measured are left out.
 *
 * @param settingId default: the first of the configuration
 * @throws ConfigurationError for an unknown setting, and where the run holds no router that can be served
 */
export function packRouters(context: RecipeContext, settingId?: string): RouterBundle {
  const { config, run } = context;
  const setting = findSetting(context, settingId);
  const [seed] = config.train.seeds as [number];
  const measured = measuredRows(context, setting, seed);
  const policies = new Map<string, Uint8Array>();
  const routers = config.routers.flatMap((id): BundledRouter[] => {
    const { role, training } = findCatalogueEntry(id, context.families);
    if (role === 'end' || role === 'bound' || role === 'package') return [];
    const own = measured.filter(({ router }) => ['srm-only', 'lrm-only', id].includes(router));
    if (!own.some(({ router }) => router === id)) return [];
    const points = pointsOf(packLine(allBenchmarks, own), id)
      .filter(({ router }) => router === id)
      .map(({ knob, accuracy, costShare }) => ({ knob, accuracy, costShare }));
    if (findMethod(id) !== undefined) {
      const path = policyPath(run, id, setting.id, seed);
      if (!existsSync(path)) return [];
      const policy = `${id}.safetensors`;
      policies.set(policy, readFileSync(path));
      return [{ id, points, policy }];
    }
    const path = fitPath(run, id, setting.id);
    if (existsSync(path)) return [{ id, points, fit: readFit(path) }];
    return training === 'none' ? [{ id, points }] : [];
  });
  if (routers.length === 0) {
    throw new ConfigurationError({
      message: `Run ${run.id} holds no router that could be served in ${setting.id}.`,
      nextStep: 'Measure its routers first with `roro bench` or `roro run`.',
    });
  }
  return {
    version: 1,
    run: run.id,
    setting: setting.id,
    models: setting.pool.models.map((model) => ({ id: model.id, fingerprint: modelFingerprint(model) })),
    minimumDwell: config.cost.minimumDwell,
    routers,
    policies,
  };
}

/** @throws ConfigurationError for an unknown setting */
export function findSetting({ config }: Pick<RecipeContext, 'config'>, id?: string): Setting {
  const settings = resolveSettings(config);
  const found = id === undefined ? settings[0] : settings.find((setting) => setting.id === id);
  if (found !== undefined) return found;
  throw new ConfigurationError({
    message: `There is no setting "${id}" in the configuration.`,
    nextStep: `Known: ${settings.map((setting) => setting.id).join(', ')}.`,
  });
}

function measuredRows({ run }: RecipeContext, setting: Setting, seed: number): OutcomeRow[] {
  const { records } = readJsonl(run.file('outcomes.jsonl'), outcomeRowSchema);
  return records.filter(
    (row) => row.setting === setting.id && row.split === 'validation' && row.seed === seed,
  );
}
