import { type EngineOptions, type RoutedModelOptions, routedModel } from '@roro/engine';
import type { ServedModel, ServedModels } from '@roro/gateway';
import { parseServedName, type ServedRouters, type Setting } from '@roro/recipe';

export interface ServedModelsOptions {
  setting: Setting;
  routers: ServedRouters;
  engine: EngineOptions & Pick<RoutedModelOptions, 'format' | 'toolModel'>;
}

/** Routed models made last: names are the clients' to choose, so there may be any number of them. */
const kept = 128;

/** Routed models by name (`roro/<router>@cost=0.4`), and the models of the pool by themselves. */
export function servedModels({ setting, routers, engine }: ServedModelsOptions): ServedModels {
  const { pool } = setting;
  const plain = new Map(
    pool.models.map((member): [string, ServedModel] => {
      const { id, model, parameters, price } = member;
      const known = {
        ...(parameters === undefined ? {} : { fields: { parameters } }),
        ...(price === undefined ? {} : { price }),
      };
      return [id, { id, model, ...known }];
    }),
  );
  const routed = new Map<string, ServedModel>();
  const make = (id: string): ServedModel | undefined => {
    const name = parseServedName(id);
    if (name === undefined) return undefined;
    return { id, model: routedModel({ ...engine, pool, router: routers.create(name), modelId: id }) };
  };
  const find = (id: string): ServedModel | undefined => {
    const known = plain.get(id) ?? routed.get(id);
    if (known !== undefined) return known;
    const made = make(id);
    if (made === undefined) return undefined;
    routed.set(id, made);
    if (routed.size > kept) routed.delete(routed.keys().next().value as string);
    return made;
  };
  for (const model of routers.names().map(make)) if (model !== undefined) plain.set(model.id, model);
  const list = [...plain.values()];
  return { list: () => list, find };
}
