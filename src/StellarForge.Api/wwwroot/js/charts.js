import { Chart } from "./chart.js";
import { milliseconds, perSecond } from "./format.js";
import { faults } from "./figures.js";
import { theme } from "./theme.js";

const palette = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];

/** The charts of the live view. */
export class Charts {
  #charts;
  #window;

  constructor(container, windowSelect) {
    this.#window = windowSelect;
    this.#charts = [
      [new Chart(container, { name: "Throughput", note: "Events a second", format: perSecond }), throughput],
      [new Chart(container, { name: "Latency", note: "From sent to committed; the slowest pipeline", format: milliseconds }), latency],
      [new Chart(container, { name: "Lag", note: "Events that wait in the broker, or on disk for it" }), lag],
      [new Chart(container, { name: "Dead letters", note: "A second, by pipeline", format: perSecond }), letters],
      [new Chart(container, { name: "Injected faults", note: "A second, over all streams", format: perSecond }), injected],
      [new Chart(container, { name: "Errors", note: "Streams and pipelines that failed or wait" }), errors],
    ];
    theme.addEventListener("change", () => this.#charts.forEach(([chart]) => chart.restyle()));
  }

  update(history, status) {
    for (const [chart, seriesOf] of this.#charts) chart.update(history, seriesOf(status), Number(this.#window.value));
  }
}

const throughput = ({ streams, pipelines }) => coloured([
  ...streams.map(({ name }) => ({ key: `stream/${name}/rate`, label: `${name} sends` })),
  ...pipelines.map(({ name }) => ({ key: `pipeline/${name}/rate`, label: `${name} writes` })),
]);

const latency = () => coloured(["p50", "p95", "p99"].map((quantile) => ({ key: `latency/${quantile}`, label: quantile })));

const lag = ({ streams, pipelines }) => coloured([
  ...pipelines.map(({ name }) => ({ key: `pipeline/${name}/lag`, label: name })),
  ...streams.map(({ name }) => ({ key: `stream/${name}/spooled`, label: `${name}, spooled` })),
]);

const letters = ({ pipelines }) => coloured(pipelines.map(({ name }) => ({ key: `pipeline/${name}/letters`, label: name })));

const injected = () => coloured(Object.entries(faults).map(([fault, label]) => ({ key: `fault/${fault}`, label })));

const errors = () => [
  { key: "errors/failed", label: "failed", colour: "bad" },
  { key: "errors/waiting", label: "waiting", colour: "warn" },
];

const coloured = (series) => series.map((each, index) => ({ ...each, colour: palette[index % palette.length] }));
