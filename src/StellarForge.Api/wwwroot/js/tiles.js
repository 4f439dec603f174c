import { h, setText } from "./dom.js";
import { total } from "./figures.js";
import { count, milliseconds, perSecond } from "./format.js";

const sum = (parts, figure) => parts.reduce((all, part) => all + (figure(part) ?? 0), 0);

const tiles = [
  ["Sent", ({ streams }, history) => perSecond(sum(streams, ({ name }) => history.last(`stream/${name}/rate`)))],
  ["Written", ({ pipelines }, history) => perSecond(sum(pipelines, ({ name }) => history.last(`pipeline/${name}/rate`)))],
  ["Lag", ({ pipelines }) => count(sum(pipelines, ({ lag }) => lag))],
  ["Latency p99", (_, history) => milliseconds(history.last("latency/p99"))],
  ["Dead letters since start", ({ pipelines }) => count(sum(pipelines, (pipeline) => total(pipeline.tables, "deadLetters"))), "warn", "#dead-letters"],
  ["In trouble", (_, history) => count(history.last("errors/failed") + history.last("errors/waiting")), "bad"],
];

/** The figures of this moment, large. */
export class Tiles {
  #values;

  constructor(container) {
    this.#values = tiles.map(([name, valueOf, kind, link]) => {
      const value = link ? h("a", { href: link }) : h("span");
      const tile = h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, value));
      container.append(tile);
      return { value, valueOf, tile, kind };
    });
  }

  update(history, status) {
    for (const { value, valueOf, tile, kind } of this.#values) {
      const text = valueOf(status, history);
      setText(value, text);
      if (kind) tile.classList.toggle(kind, text !== "0");
    }
  }
}
