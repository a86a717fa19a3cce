import type { Router } from '@roro/core';
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
  const route = (id: string, router: Router): ServedModel => ({
    id,
    model: routedModel({ ...engine, pool, router, modelId: id }),
  });
  const find = (id: string): ServedModel | undefined => {
    const known = plain.get(id) ?? routed.get(id);
    if (known !== undefined) return known;
    const name = parseServedName(id);
    if (name === undefined) return undefined;
    const made = route(id, routers.create(name));
    routed.set(id, made);
    if (routed.size > kept) routed.delete(routed.keys().next().value as string);
    return made;
  };
  const listed = routers.names().map((id) => route(id, routers.create(parseServedName(id) as never)));
  for (const model of listed) plain.set(model.id, model);
  const list = [...plain.values()];
  return { list: () => list, find };
}
