import { escapeText } from './html.js';

/**
 * A picture as data, in pixels: what is exported as SVG and as PNG.
 *
 * @typedef {{ kind: 'path', points: (readonly [number, number])[], closed?: boolean, fill?: string, stroke?: string,
 *   width?: number, dash?: readonly number[], opacity?: number }} PathShape
 * @typedef {{ kind: 'circle', x: number, y: number, radius: number, fill: string, stroke?: string }} CircleShape
 * @typedef {{ kind: 'text', x: number, y: number, text: string, fill: string, size?: number, anchor?: 'start' | 'middle' | 'end',
 *   bold?: boolean, upwards?: boolean }} TextShape
 * @typedef {PathShape | CircleShape | TextShape} Shape
 * @typedef {{ width: number, height: number, title: string, background: string, shapes: Shape[] }} Drawing
 */

const font = 'Helvetica, Arial, sans-serif';

/** @param {number} value */
const pixel = (value) => String(Math.round(10 * value) / 10);

/** @param {Record<string, string | number | undefined>} attributes */
function written(attributes) {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${escapeText(String(value))}"`))
    .join('');
}

/** @param {Shape} shape */
function element(shape) {
  if (shape.kind === 'circle') {
    const { x, y, radius, fill, stroke } = shape;
    return `<circle${written({ cx: pixel(x), cy: pixel(y), r: pixel(radius), fill, stroke })}/>`;
  }
  if (shape.kind === 'text') {
    const { x, y, text, fill, size = 12, anchor = 'start', bold, upwards } = shape;
    const place = { x: pixel(x), y: pixel(y), fill, 'font-size': size, 'text-anchor': anchor };
    const style = {
      'font-weight': bold ? 'bold' : undefined,
      transform: upwards ? `rotate(-90 ${pixel(x)} ${pixel(y)})` : undefined,
    };
    return `<text${written({ ...place, ...style })}>${escapeText(text)}</text>`;
  }
  const { points, closed, fill = 'none', stroke, width, dash = [], opacity } = shape;
  const d = `M${points.map(([x, y]) => `${pixel(x)} ${pixel(y)}`).join('L')}${closed ? 'Z' : ''}`;
  return `<path${written({
    d,
    fill,
    stroke,
    'stroke-width': width,
    'stroke-dasharray': dash.length > 0 ? dash.join(' ') : undefined,
    opacity,
  })}/>`;
}

/** A whole SVG file. @param {Drawing} drawing */
export function drawingToSvg({ width, height, title, background, shapes }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}" role="img">
<title>${escapeText(title)}</title>
<rect width="${width}" height="${height}" fill="${escapeText(background)}"/>
${shapes.map(element).join('\n')}
</svg>
`;
}

/**
 * Paints a drawing.
 *
 * @param {Drawing} drawing
 * @param {any} context 2D context of a canvas
 * @param {number} scale pixels of the canvas per pixel of the drawing
 */
export function paintDrawing({ width, height, background, shapes }, context, scale) {
  context.scale(scale, scale);
  context.fillStyle = background;
  context.fillRect(0, 0, width, height);
  for (const shape of shapes) {
    context.save();
    if (shape.kind === 'text') {
      const { x, y, text, fill, size = 12, anchor = 'start', bold, upwards } = shape;
      context.translate(x, y);
      if (upwards) context.rotate(-Math.PI / 2);
      context.font = `${bold ? 'bold ' : ''}${size}px ${font}`;
      context.textAlign = anchor === 'middle' ? 'center' : anchor;
      context.fillStyle = fill;
      context.fillText(text, 0, 0);
    } else {
      context.beginPath();
      if (shape.kind === 'circle') context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
      else for (const [x, y] of shape.points) context.lineTo(x, y);
      if (shape.kind === 'path') {
        if (shape.closed) context.closePath();
        context.setLineDash(shape.dash ?? []);
        context.lineWidth = shape.width ?? 1;
        context.globalAlpha = shape.opacity ?? 1;
      }
      if (shape.fill !== undefined) {
        context.fillStyle = shape.fill;
        context.fill();
      }
      if (shape.stroke !== undefined) {
        context.strokeStyle = shape.stroke;
        context.stroke();
      }
    }
    context.restore();
  }
}
