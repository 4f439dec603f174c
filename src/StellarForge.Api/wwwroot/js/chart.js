import uPlot from "../vendor/uplot/uPlot.esm.js";
import { h, setText, show } from "./dom.js";
import { count, none } from "./format.js";
import { colour } from "./theme.js";

const height = 168;
const digitWidth = 7;

/** A chart of the last minutes, which moves: a card with a heading, a legend that tells the newest values, or those under the pointer, and a canvas. */
export class Chart {
  #plot = null;
  #drawn = "";
  #series = [];
  #data = [[]];
  #window = 120;
  #format;
  #name;
  #legend = h("ul", { class: "legend" });
  #canvas = h("div", { class: "canvas", role: "img" });
  #note = h("p", { class: "note" });

  /** A card that `parent` gets: its `name`, a `note` on what is shown, and how a value is written. */
  constructor(parent, { name, note, format = count }) {
    this.#name = name;
    this.#format = format;
    setText(this.#note, note ?? "");
    parent.append(h("section", { class: "card chart" }, h("h3", {}, name), this.#note, this.#legend, this.#canvas));
    new ResizeObserver(() => this.#resize()).observe(this.#canvas);
  }

  /** Draws what a history has of `series`, `{ key, label, colour }` each, over the last `seconds`. */
  update(history, series, seconds) {
    this.#series = series;
    this.#window = seconds;
    this.#data = history.read(series.map(({ key }) => key));

    // A hidden chart has no width, and is drawn when it is shown again.
    if (this.#canvas.clientWidth === 0) return;
    const wanted = JSON.stringify(series);
    if (wanted !== this.#drawn) this.#create(wanted);
    else this.#plot.setData(this.#data);
    this.#tell(this.#plot.cursor.idx);
  }

  /** Takes the colours of a theme that was switched. */
  restyle() {
    if (this.#plot) this.#create(this.#drawn);
  }

  #create(drawn) {
    this.#drawn = drawn;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), this.#data, this.#canvas);
    this.#legend.replaceChildren(...this.#series.map(({ label, colour: name }) =>
      h("li", {}, h("span", { class: `swatch ${name}` }), h("span", {}, label), h("span", { class: "value" }, none))));
    show(this.#legend, this.#series.length > 0);
  }

  #options() {
    const axis = {
      stroke: colour("--muted"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    return {
      width: this.#canvas.clientWidth,
      height,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: "live" } },
      hooks: { setCursor: [(plot) => this.#tell(plot.cursor.idx)] },
      scales: {
        x: { range: (_, __, last) => [last - this.#window, last] },
        y: { range: (_, __, most) => [0, Math.max(most ?? 0, 1) * 1.1] },
      },
      axes: [
        { ...axis, size: 28, space: 72, values: [[60, "{HH}:{mm}", null, null, null, null, null, null, 0], [1, "{HH}:{mm}:{ss}", null, null, null, null, null, null, 0]] },
        {
          ...axis,
          size: (_, values) => 16 + digitWidth * Math.max(5, ...(values ?? []).map(({ length }) => length)),
          space: 32,
          values: (_, values) => values.map(this.#format),
        },
      ],
      series: [{}, ...this.#series.map(({ label, colour: name }) => ({
        label, stroke: colour(`--${name}`), width: 2, points: { show: false },
      }))],
    };
  }

  #resize() {
    const width = this.#canvas.clientWidth;
    if (this.#plot && width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height });
  }

  // The values under the pointer, or else the newest.
  #tell(index) {
    const at = index ?? this.#data[0].length - 1;
    const values = this.#data.slice(1).map((values) => this.#format(values[at]));
    this.#legend.querySelectorAll(".value").forEach((value, i) => setText(value, values[i]));
    this.#canvas.setAttribute("aria-label", `${this.#name}: ${this.#series.map(({ label }, i) => `${label} ${values[i]}`).join(", ") || "nothing yet"}`);
  }
}
