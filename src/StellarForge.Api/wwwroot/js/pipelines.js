import { send } from "./api.js";
import { actionButton, Badge, figureTable, nameButton, Trouble } from "./controls.js";
import { h, KeyedList, setText, show } from "./dom.js";
import { bytes, count, milliseconds, perSecond, plural } from "./format.js";

/** The pipelines: what they write, how far behind they are, and a pause. */
export class Pipelines {
  #list;

  constructor(container) {
    this.#list = new KeyedList(container, ({ name }) => name, (pipeline) => new PipelineCard(pipeline));
  }

  update(pipelines, history) {
    this.#list.update(pipelines.map((pipeline) => ({ ...pipeline, pace: history.last(`pipeline/${pipeline.name}/rate`) })));
  }
}

class PipelineCard {
  #isHeld = false;
  #badge = new Badge();
  #trouble = new Trouble();
  #summary = h("p", { class: "summary" });
  #pause;
  #tables = figureTable([
    ["Table", ({ table }) => table],
    ["Written", ({ written }) => count(written)],
    ["Ignored", ({ ignored }) => count(ignored)],
    ["Repeated", ({ repeated }) => count(repeated)],
    ["Dead letters", ({ deadLetters }) => count(deadLetters)],
    ["Bytes", (table) => bytes(table.bytes)],
  ]);

  constructor({ name }) {
    const path = `api/pipelines/${encodeURIComponent(name)}`;
    this.#pause = actionButton("Pause", `Pipeline ${name}`, () => send("PATCH", path, { paused: !this.#isHeld }), { class: "pause" });
    this.#tables.element.setAttribute("aria-label", `What pipeline ${name} did, by table`);
    this.element = h("article", { class: "card part", "aria-label": `Pipeline ${name}` },
      h("header", {}, h("h3", {}, name), this.#badge.element, this.#pause), this.#trouble.element, this.#summary, this.#tables.element);
  }

  update(pipeline) {
    const { target, latencyMilliseconds: latency } = pipeline;
    this.#isHeld = pipeline.state === "paused" || pipeline.isStopped;
    this.#badge.update(pipeline.state);
    this.#trouble.update(pipeline);
    const delays = latency ? `; p50 ${milliseconds(latency.p50)}, p99 ${milliseconds(latency.p99)}` : "";
    setText(this.#summary,
      `${perSecond(pipeline.pace)} into ${target}; lag ${count(pipeline.lag)} over ${plural(pipeline.partitions, "partition")}${delays}`);
    nameButton(this.#pause, this.#isHeld ? "Resume" : "Pause", `pipeline ${pipeline.name}`);
    show(this.#pause, pipeline.state !== "ended");
    this.#tables.update(pipeline.tables);
  }
}
