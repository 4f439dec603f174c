import { s } from "./dom.js";
import { count, perSecond } from "./format.js";
import { total } from "./figures.js";
import { layOut, nodeSizes } from "./flow-layout.js";

/** The way of the data, as a picture with live figures on its arrows. */
export class Flow {
  #container;
  #topology = null;
  #nodes = new Map();
  #edges = [];
  #direction = null;

  constructor(container) {
    this.#container = container;
    new ResizeObserver(() => this.#draw()).observe(container);
  }

  /** Shows another topology. */
  setTopology(topology) {
    this.#topology = topology;
    this.#direction = null;
    this.#draw();
  }

  /** Puts the newest figures on the picture. */
  update(history, status) {
    for (const stream of status.streams) this.#tell(`stream/${stream.name}`, stream.state, perSecond(stream.eventsPerSecond));
    for (const pipeline of status.pipelines) this.#tell(`pipeline/${pipeline.name}`, pipeline.state, `lag ${count(pipeline.lag)}`);
    this.#tell("letters", "", count(status.pipelines.reduce((sum, pipeline) => sum + total(pipeline.tables, "deadLetters"), 0)));
    for (const { path, label, figure } of this.#edges) {
      const rate = history.last(figure);
      label.textContent = rate === null ? "" : perSecond(rate);
      path.classList.toggle("flows", rate > 0);
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
    if (!this.#topology || width === 0) return;
    const direction = width < 880 ? "down" : "right";
    if (direction === this.#direction) return;
    this.#direction = direction;

    const plan = layOut(this.#topology, direction);
    this.#nodes.clear();
    this.#edges = plan.edges.map((edge) => drawEdge(edge, direction));
    const picture = s("svg", { viewBox: `0 0 ${plan.width} ${plan.height}`, role: "img", "aria-label": describe(this.#topology), class: direction },
      ...this.#edges.map(({ path }) => path),
      ...plan.nodes.map((each) => this.#drawNode(each)),
      ...this.#edges.map(({ label }) => label));
    picture.style.setProperty("--width", `${plan.width}px`);
    this.#container.replaceChildren(picture);
  }

  #drawNode({ id, kind, name, detail, x, y }) {
    const size = nodeSizes[this.#direction];
    const isNarrow = this.#direction === "down";
    const figure = isNarrow
      ? s("text", { class: "figure", x: 12, y: 37 }, detailsInstead.has(kind) ? shorten(detail, 15) : "")
      : s("text", { class: "figure", x: size.width - 12, y: 20, "text-anchor": "end" });
    const group = s("g", { class: `node ${kind}`, transform: `translate(${x} ${y})` },
      s("title", {}, `${name}, ${detail}`),
      s("rect", { ...size, rx: 8 }),
      s("circle", { class: "dot", cx: 14, cy: 16, r: 4 }),
      s("text", { class: "name", x: 24, y: 20 }, shorten(name, isNarrow ? 12 : 14)),
      isNarrow ? null : s("text", { class: "detail", x: 12, y: 37 }, shorten(detail, 26)),
      figure);
    this.#nodes.set(id, { group, figure });
    return group;
  }
}

// On a narrow screen there is room for one of them, and these have no figure.
const detailsInstead = new Set(["topic", "target"]);

function drawEdge({ from, to, figure, isBad, labelAt }, direction) {
  const node = nodeSizes[direction];
  const half = { x: node.width / 2, y: node.height / 2 };
  const [x1, y1, x2, y2] = direction === "right"
    ? [from.x + node.width, from.y + half.y, to.x, to.y + half.y]
    : [from.x + half.x, from.y + node.height, to.x + half.x, to.y];
  const bend = direction === "right" ? (x2 - x1) / 2 : (y2 - y1) / 2;
  const curve = direction === "right"
    ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
    : `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
  const at = labelAt === "start" ? 0.3 : labelAt === "end" ? 0.7 : 0.5;
  const [x, y] = pointOn(at, [x1, y1], [x2, y2], bend, direction);
  return {
    figure,
    path: s("path", { class: isBad ? "edge bad" : "edge", d: curve }),
    label: s("text", { class: "rate", x, y: y + (direction === "right" ? -6 : 4), "text-anchor": "middle" }),
  };
}

// A point of the cubic Bézier curve that drawEdge draws.
function pointOn(t, [x1, y1], [x2, y2], bend, direction) {
  const at = (a, b, c, d) => (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  return direction === "right"
    ? [at(x1, x1 + bend, x2 - bend, x2), at(y1, y1, y2, y2)]
    : [at(x1, x1, x2, x2), at(y1, y1 + bend, y2 - bend, y2)];
}

const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const describe = ({ streams, pipelines }) => [
  ...streams.map(({ name, broker, topics }) => `Stream ${name} sends to ${topics.map(({ topic }) => topic).join(", ")} in ${broker}.`),
  ...pipelines.map(({ name, target, topics }) => `Pipeline ${name} writes ${topics.map(({ topic }) => topic).join(", ")} to ${target}.`),
].join(" ");
