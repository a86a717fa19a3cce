import { drawingToSvg, paintDrawing } from './drawing.js';

/** Pixels of a PNG per pixel of the drawing. */
const pngScale = 2;

function download(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function png(drawing) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(pngScale * drawing.width);
  canvas.height = Math.ceil(pngScale * drawing.height);
  paintDrawing(drawing, canvas.getContext('2d'), pngScale);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

/**
 * Adds buttons that save a figure as a file.
 *
 * @param {string} run
 * @param {Map<string, () => import('./drawing.js').Drawing>} drawings by the figure's id
 */
export function startExport(run, drawings) {
  for (const [id, draw] of drawings) {
    const figure = document.querySelector(`[data-figure="${id}"]`);
    const bar = document.createElement('div');
    bar.className = 'export';
    for (const format of ['SVG', 'PNG']) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = format;
      button.ariaLabel = `Save as ${format}: ${draw().title}`;
      button.addEventListener('click', async () => {
        const drawing = draw();
        const blob =
          format === 'SVG'
            ? new Blob([drawingToSvg(drawing)], { type: 'image/svg+xml' })
            : await png(drawing);
        download(`${run.replace(/[^A-Za-z0-9._-]+/g, '-')}-${id}.${format.toLowerCase()}`, blob);
      });
      bar.append(button);
    }
    figure.after(bar);
  }
}
