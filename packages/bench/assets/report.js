/* Draws the charts of the page with Chart.js; tables and trajectories need no script. */
(() => {
  const Chart = window.Chart;
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const shapes = ['circle', 'triangle', 'rect', 'rectRot'];
  const root = document.documentElement;
  const charts = [];

  /** A custom property as a plain colour: the browser resolves light-dark() on a probe. */
  const probe = document.body.appendChild(document.createElement('span'));
  probe.hidden = true;
  function colour(name, opacity = 1) {
    probe.style.color = `color-mix(in srgb, var(--${name}) ${100 * opacity}%, transparent)`;
    return getComputedStyle(probe).color;
  }

  function frame(xTitle, yTitle, xTick, yTick) {
    const axis = (title, tick) => ({
      type: 'linear',
      title: { display: title !== '', text: title, color: colour('muted'), font: { size: 11 } },
      ticks: { color: colour('muted'), font: { size: 11 }, maxTicksLimit: 6, callback: tick },
      grid: { color: colour('rule') },
      border: { color: colour('rule') },
    });
    return {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', intersect: false },
      scales: { x: axis(xTitle, xTick), y: axis(yTitle, yTick) },
      plugins: {
        legend: { display: false },
        tooltip: {
          backgroundColor: colour('ink'),
          titleColor: colour('card'),
          bodyColor: colour('card'),
          displayColors: false,
          filter: (item) => Boolean(item.raw.text),
          callbacks: { title: (items) => items[0]?.raw.text[0], label: (item) => item.raw.text.slice(1) },
        },
      },
    };
  }

  /** The curve of every router between the two ends, and its budgeted accuracies with their intervals. */
  function curveChart({ id, small, large, series }) {
    const ends = [small, large].filter(Boolean);
    const bare = (point) => ({ x: point.x, y: point.y });
    const dot = (point, name) => ({
      data: [point],
      pointStyle: 'circle',
      pointRadius: 6,
      pointHoverRadius: 8,
      pointBackgroundColor: colour(name),
      pointBorderColor: colour('card'),
      pointBorderWidth: 1.5,
    });
    const datasets = [];
    if (small) datasets.push(dot(small, 'small'));
    if (large) datasets.push(dot(large, 'large'));
    const gap = { x: Number.NaN, y: Number.NaN };
    series.forEach(({ style, points, budgets }, index) => {
      const name = `router-${style}`;
      // Neighbouring bars would hide each other at the same abscissa.
      const shift = (index - (series.length - 1) / 2) * 0.9;
      datasets.push({
        data: budgets.map((point) => ({ ...point, x: point.x + shift })),
        pointStyle: shapes[style % shapes.length],
        pointRadius: 5.5,
        pointHoverRadius: 7.5,
        pointBackgroundColor: colour(name),
        pointBorderColor: colour('card'),
        pointBorderWidth: 1,
      });
      datasets.push({
        data: budgets.flatMap(({ x, low, high }) => [
          { x: x + shift, y: low },
          { x: x + shift, y: high },
          gap,
        ]),
        showLine: true,
        pointRadius: 0,
        pointHitRadius: 0,
        borderColor: colour(name, 0.75),
        borderWidth: 1.75,
      });
      datasets.push({
        data: [...ends.map(bare), ...points].sort((a, b) => a.x - b.x),
        showLine: true,
        pointStyle: shapes[style % shapes.length],
        pointRadius: (context) => (context.raw?.text ? 2.25 : 0),
        pointHitRadius: 4,
        pointBackgroundColor: colour(name),
        pointBorderColor: colour(name),
        borderColor: colour(name, style === 0 ? 0.9 : 0.45),
        borderWidth: style === 0 ? 2.25 : 1.25,
      });
    });
    datasets.push({
      data: ends.map(bare),
      showLine: true,
      pointRadius: 0,
      pointHitRadius: 0,
      borderColor: colour('line'),
      borderDash: [5, 4],
      borderWidth: 1.5,
    });
    const options = frame(
      'cost, % of the large model alone',
      'accuracy, %',
      (v) => `${v} %`,
      (v) => `${v} %`,
    );
    options.scales.x.min = 0;
    options.scales.x.max = Math.max(105, ...series.flatMap(({ points }) => points.map(({ x }) => x + 5)));
    options.scales.x.afterBuildTicks = (axis) => {
      axis.ticks = Array.from({ length: Math.floor(axis.max / 20) + 1 }, (_, i) => ({ value: 20 * i }));
    };
    options.scales.x.ticks.maxTicksLimit = 30;
    return new Chart(document.getElementById(id), { type: 'scatter', data: { datasets }, options });
  }

  function trainingChart({ id, lines }) {
    const datasets = lines.map(({ label, points }, index) => ({
      data: points.map(({ x, y }) => ({ x, y, text: [label, `update ${x}: ${y?.toPrecision(4)}`] })),
      showLine: true,
      pointRadius: 0,
      pointHitRadius: 6,
      borderColor: colour('router-0', 1 - (0.6 * index) / Math.max(1, lines.length)),
      pointBackgroundColor: colour('router-0'),
      borderWidth: 1.5,
    }));
    const options = frame('', '', undefined, undefined);
    for (const axis of Object.values(options.scales)) {
      delete axis.ticks.callback;
      axis.ticks.maxTicksLimit = 4;
    }
    return new Chart(document.getElementById(id), { type: 'scatter', data: { datasets }, options });
  }

  function draw() {
    for (const chart of charts.splice(0)) chart.destroy();
    charts.push(...data.curves.map(curveChart), ...data.training.map(trainingChart));
  }

  /** Arrow keys walk over the points that have a tooltip, in the order of their cost. */
  function walk(event) {
    const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const chart = charts.find(({ canvas }) => canvas === event.target);
    if (!direction || !chart) return;
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
    const next =
      stops[
        at === -1 ? (direction > 0 ? 0 : stops.length - 1) : (at + direction + stops.length) % stops.length
      ];
    const { x, y } = chart.getDatasetMeta(next.datasetIndex).data[next.index];
    chart.setActiveElements([next]);
    chart.tooltip.setActiveElements([next], { x, y });
    chart.update();
    chart.canvas.ariaDescription = chart.data.datasets[next.datasetIndex].data[next.index].text.join('. ');
  }
  document.addEventListener('keydown', walk);

  const themes = ['system', 'light', 'dark'];
  const button = document.getElementById('theme');
  function setTheme(theme) {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    draw();
  }
  function remembered() {
    try {
      return localStorage.getItem('roro-theme');
    } catch {
      return null; // A page opened from a file may have no storage.
    }
  }
  button.hidden = false;
  button.addEventListener('click', () => {
    const theme = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
    try {
      localStorage.setItem('roro-theme', theme);
    } catch {
      // The choice then lasts as long as the page.
    }
    setTheme(theme);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  const chosen = remembered();
  setTheme(themes.includes(chosen) ? chosen : 'system');
})();
