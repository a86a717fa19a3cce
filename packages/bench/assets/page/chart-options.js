import { colour } from './palette.js';

/** Chart.js options that all charts of the page share. */
export function chartOptions(xTitle, yTitle, tick) {
  const axis = (title) => ({
    type: 'linear',
    title: { display: title !== '', text: title, color: colour('muted'), font: { size: 11 } },
    ticks: {
      color: colour('muted'),
      font: { size: 11 },
      maxTicksLimit: 6,
      ...(tick === undefined ? {} : { callback: tick }),
    },
    grid: { color: colour('rule') },
    border: { color: colour('rule') },
  });
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: 'nearest', intersect: false },
    scales: { x: axis(xTitle), y: axis(yTitle) },
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
