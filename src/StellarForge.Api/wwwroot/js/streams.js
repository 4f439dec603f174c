import { send } from "./api.js";
import { actionButton, Badge, figureTable, HeldSlider, nameButton, Trouble } from "./controls.js";
import { h, KeyedList, setText, show } from "./dom.js";
import { faults } from "./figures.js";
import { bytes, count, percent, perSecond, plural } from "./format.js";
import { attempt } from "./notices.js";

// 1 to 100,000 a second, twenty steps to a factor of ten.
const rates = {
  max: 100,
  unit: "events/s",
  least: 0,
  valueOf: (position) => Number((10 ** (position / 20)).toPrecision(2)),
  positionOf: (rate) => Math.round(Math.log10(Math.max(rate, 1)) * 20),
  format: perSecond,
};

const shares = [0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const probabilities = {
  max: shares.length - 1,
  valueOf: (position) => shares[position],
  positionOf: (share) => shares.findLastIndex((each) => each <= share),
  format: percent,
};

const patterns = { flat: "Flat", diurnal: "By day", weekly: "By week", seasonal: "By season", growth: "Growth", "flash-sale": "Flash sale" };

/** The streams, with what can be changed while they run. */
export class Streams {
  #list;

  constructor(container) {
    this.#list = new KeyedList(container, ({ name }) => name, (stream) => new StreamCard(stream));
  }

  update(streams, history) {
    this.#list.update(streams.map((stream) => ({ ...stream, pace: history.last(`stream/${stream.name}/rate`) })));
  }
}

class StreamCard {
  #name;
  #isPaused = false;
  #badge = new Badge();
  #trouble = new Trouble();
  #summary = h("p", { class: "summary" });
  #rate = new HeldSlider("Rate", rates, (rate) => this.#change({ rate }));
  #pattern;
  #faults;
  #pause;
  #tables = figureTable([
    ["Table", ({ table }) => table],
    ["Events", ({ events }) => count(events)],
    ...Object.entries(faults).map(([fault, label]) => [label, (table) => count(table[fault])]),
  ]);

  constructor({ name }) {
    this.#name = name;
    this.#pattern = h("select", { change: () => this.#change({ pattern: this.#pattern.value }) },
      ...Object.entries(patterns).map(([value, label]) => h("option", { value }, label)));
    this.#faults = Object.entries(faults).map(([fault, label]) =>
      [fault, new HeldSlider(label, probabilities, (share) => this.#change({ faults: { [fault]: share } }))]);
    this.#pause = actionButton("Pause", `Stream ${name}`, () => this.#patch({ paused: !this.#isPaused }), { class: "pause" });
    this.#tables.element.setAttribute("aria-label", `Events of stream ${name} by table`);
    this.element = h("article", { class: "card part", "aria-label": `Stream ${name}` },
      h("header", {}, h("h3", {}, name), this.#badge.element, this.#pause),
      this.#trouble.element,
      this.#summary,
      h("div", { class: "row" }, this.#rate.element, h("label", { class: "choice" }, h("span", {}, "Pattern"), this.#pattern)),
      h("fieldset", { class: "faults" }, h("legend", {}, "Faults, injected on purpose"), ...this.#faults.map(([, slider]) => slider.element)),
      h("details", {}, h("summary", {}, "By table"), this.#tables.element));
  }

  update(stream) {
    this.#isPaused = stream.state === "paused";
    this.#badge.update(stream.state);
    this.#trouble.update(stream);
    const spooled = stream.spooledEvents > 0 ? `, ${plural(stream.spooledEvents, "event")} (${bytes(stream.spooledBytes)}) on disk until the broker is back` : "";
    setText(this.#summary, `${perSecond(stream.pace)} now; ${count(stream.events)} events, ${bytes(stream.bytes)} since the start${spooled}`);
    this.#rate.update(stream.rate);
    if (document.activeElement !== this.#pattern) this.#pattern.value = stream.pattern;
    for (const [fault, slider] of this.#faults) slider.update(stream.faults?.[fault] ?? 0);
    nameButton(this.#pause, this.#isPaused ? "Resume" : "Pause", `stream ${this.#name}`);
    show(this.#pause, stream.state !== "ended");
    this.#tables.update(stream.tables);
  }

  // Whether it was done.
  async #change(changes) {
    return (await attempt(`Stream ${this.#name}`, () => this.#patch(changes))) !== undefined;
  }

  #patch(changes) {
    return send("PATCH", `api/streams/${encodeURIComponent(this.#name)}`, changes);
  }
}
