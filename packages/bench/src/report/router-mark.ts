import { straightLine } from '../evaluate.js';
import { largeOnly, smallOnly } from '../outcomes.js';
import { Html, html } from './html.js';
import { type ReportRouter, shapes } from './report-routers.js';

export type ReportRouters = ReadonlyMap<string, ReportRouter>;

/** Class that gives a mark or a bar the router's colour. */
export function routerColour(router: string, routers: ReportRouters): string {
  if (router === smallOnly) return 'colour-small';
  if (router === largeOnly) return 'colour-large';
  const look = routers.get(router);
  if (router === straightLine || look === undefined) return 'colour-line';
  if (look.role === 'bound') return 'colour-bound';
  return look.role === 'model' ? `colour-middle-${look.colour}` : `colour-${look.colour}`;
}

/** The marker that stands for a router in charts, tables and legends. */
export function routerMark(router: string, routers: ReportRouters): Html {
  const look = routers.get(router);
  const polygon = shapes[look?.shape ?? 0]?.polygon;
  const isLine = router === straightLine || look?.role === 'bound';
  const figure = isLine
    ? html`<path d="M0 6H12" class="${router === straightLine ? 'dashed' : 'dotted'}"></path>`
    : polygon === undefined
      ? new Html('<circle cx="6" cy="6" r="5.5"></circle>')
      : html`<path d="M${polygon.map((point) => point.join(' ')).join('L')}Z"></path>`;
  return html`<svg class="mark ${routerColour(router, routers)}" viewBox="0 0 12 12" aria-hidden="true">${figure}</svg>`;
}

export function routerName(router: string): string {
  return router === straightLine ? 'SRM–LRM line' : router;
}
