import { s } from "./dom.js";
import { count, perSecond } from "./format.js";
import { total } from "./figures.js";
import { layOut } from "./flow-layout.js";

/** The way of the data, as a picture with live figures on its arrows. */
export class Flow {
  #container;
  #topology = null;
  #nodes = new Map();
  #edges = [];
  #width = 0;

  constructor(container) {
    this.#container = container;
    new ResizeObserver(() => this.#draw()).observe(container);
  }

  /** Shows another topology. */
  setTopology(topology) {
    this.#topology = topology;
    this.#width = 0;
    this.#draw();
  }

  /** Puts the newest figures on the picture. */
  update(history, status) {
    for (const { name, state } of status.streams) this.#tell(`stream/${name}`, state, perSecond(history.last(`stream/${name}/rate`)));
    for (const { name, state, lag } of status.pipelines) this.#tell(`pipeline/${name}`, state, `lag ${count(lag)}`);
    this.#tell("letters", "", count(status.pipelines.reduce((sum, pipeline) => sum + total(pipeline.tables, "deadLetters"), 0)));
    for (const { path, label, figure } of this.#edges) {
      const rate = history.last(figure);
      label.textContent = rate === null ? "" : perSecond(rate);

      // What flows is drawn over what does not: on a narrow screen they share their way.
      if (path.classList.toggle("flows", rate > 0) && path.nextSibling && !path.nextSibling.classList.contains("flows")) path.parentNode.append(path);
    }
  }

  #tell(id, state, text) {
    const shown = this.#nodes.get(id);
    if (!shown) return;
    shown.group.dataset.state = state;
    shown.figure.textContent = text;
  }

  #draw() {
    const width = this.#container.clientWidth;
    if (!this.#topology || width === 0 || width === this.#width) return;
    this.#width = width;

    const plan = layOut(this.#topology, width);
    this.#nodes.clear();
    this.#edges = plan.edges.map(({ figure, isBad, d, label }) => ({
      figure,
      path: s("path", { class: isBad ? "edge bad" : "edge", d }),
      label: s("text", { class: "rate", x: label.x, y: label.y + 4, "text-anchor": "middle" }),
    }));
    this.#container.replaceChildren(
      s("svg", { width: plan.width, height: plan.height, role: "img", "aria-label": describe(this.#topology), class: plan.isWide ? "beside" : "below" },
        s("g", {}, ...this.#edges.map(({ path }) => path)),
        ...plan.nodes.map((each) => this.#drawNode(each)),
        ...this.#edges.map(({ label }) => label)));
  }

  #drawNode({ id, kind, name, detail, broker, x, y, width, height }) {
    const middle = height / 2;
    const figure = s("text", { class: "figure", x: width - 12, y: kind === "topic" ? middle + 4 : middle - 3, "text-anchor": "end" });
    const room = kind === "topic" || kind === "target" ? width - 32 : width - 32 - 76;
    const group = s("g", { class: `node ${kind}`, transform: `translate(${x} ${y})` },
      s("title", {}, `${name}, ${detail ?? broker}`),
      s("rect", { width, height, rx: 8 }),
      s("circle", { class: "dot", cx: 14, cy: kind === "topic" ? middle : middle - 7, r: 4 }),
      s("text", { class: "name", x: 24, y: kind === "topic" ? middle + 4 : middle - 3 }, shorten(name, room / 7.2)),
      detail ? s("text", { class: "detail", x: 12, y: middle + 14 }, shorten(detail, (width - 24) / 6)) : null,
      figure);
    this.#nodes.set(id, { group, figure });
    return group;
  }
}

const shorten = (text, most) => (text.length > most ? `${text.slice(0, Math.floor(most) - 1)}…` : text);

const describe = ({ streams, pipelines }) => [
  ...streams.map(({ name, broker, topics }) => `Stream ${name} sends to ${topics.map(({ topic }) => topic).join(", ")} in ${broker}.`),
  ...pipelines.map(({ name, target, topics }) => `Pipeline ${name} writes ${topics.map(({ topic }) => topic).join(", ")} to ${target}.`),
].join(" ");
