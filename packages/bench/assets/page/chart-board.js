/**
 * The charts of the page. One is drawn when it comes near the window, and again when colours or routers change: ten charts
 * with all their points take longer than a reader should wait for the first.
 */
export class ChartBoard {
  /** @param {Map<string, () => object>} configurations Chart.js configurations by id of the canvas */
  constructor(configurations) {
    this.configurations = configurations;
    /** @type {Map<string, any>} */
    this.charts = new Map();
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) this.draw(target.id);
      },
      { rootMargin: '300px' },
    );
    for (const id of configurations.keys()) this.observer.observe(document.getElementById(id));
    document.addEventListener('keydown', (event) => this.walk(event));
  }

  /** @param {string} id */
  draw(id) {
    const canvas = document.getElementById(id);
    this.observer.unobserve(canvas);
    this.charts.get(id)?.destroy();
    this.charts.set(id, new window.Chart(canvas, this.configurations.get(id)()));
  }

  /** Draws again what is drawn, or everything. */
  redraw(everything = false) {
    for (const id of everything ? this.configurations.keys() : [...this.charts.keys()]) this.draw(id);
  }

  /** Arrow keys walk over the points that have a tooltip, in the order of their cost. */
  walk(event) {
    const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const { id } = event.target;
    if (!direction || !this.configurations.has(id)) return;
    if (!this.charts.has(id)) this.draw(id);
    const chart = this.charts.get(id);
    event.preventDefault();
    const stops = chart.data.datasets
      .flatMap((dataset, datasetIndex) =>
        dataset.data.map((point, index) => ({ datasetIndex, index, x: point.x, shown: Boolean(point.text) })),
      )
      .filter(({ shown }) => shown)
      .sort((a, b) => a.x - b.x);
    if (stops.length === 0) return;
    const current = chart.getActiveElements()[0];
    const at = stops.findIndex((s) => s.datasetIndex === current?.datasetIndex && s.index === current?.index);
    const first = direction > 0 ? 0 : stops.length - 1;
    const next = stops[at === -1 ? first : (at + direction + stops.length) % stops.length];
    const { x, y } = chart.getDatasetMeta(next.datasetIndex).data[next.index];
    chart.setActiveElements([next]);
    chart.tooltip.setActiveElements([next], { x, y });
    chart.update();
    chart.canvas.ariaDescription = chart.data.datasets[next.datasetIndex].data[next.index].text.join('. ');
  }
}
