import { send } from "./api.js";
import { actionButton, Badge, Trouble } from "./controls.js";
import { h, KeyedList, setText, show } from "./dom.js";
import { bytes, count, perSecond, seconds, time } from "./format.js";
import { attempt, notify } from "./notices.js";

/** Fills: a form to start one, and a card with progress bars for each. */
export class Fills {
  #form;
  #list;
  #empty;
  #model;

  constructor(view) {
    this.#form = view.querySelector("form");
    this.#empty = view.querySelector(".empty");
    this.#list = new KeyedList(view.querySelector(".cards"), ({ id }) => id, (fill) => new FillCard(fill));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#start();
    });
  }

  /** Offers the targets of a topology. */
  setTopology({ model, connections }) {
    this.#model = model;
    const { target, scale, seed } = this.#form.elements;
    const targets = connections.filter(({ kind }) => kind === "target");
    target.replaceChildren(...targets.map(({ name, address }) => h("option", { value: name }, `${name} (${address})`)));
    scale.value ||= model.scale;
    seed.value ||= model.seed;
  }

  /** Offers the tables of a model. */
  setModel({ tables }) {
    this.#form.querySelector("[data-tables]").replaceChildren(...tables.map(({ table }) =>
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "table", value: table }), table)));
  }

  update(fills) {
    this.#list.update(fills);
    show(this.#empty, fills.length === 0);
  }

  async #start() {
    const { target, scale, seed, recreate } = this.#form.elements;
    const model = this.#model;
    const tables = [...this.#form.querySelectorAll("[name=table]:checked")].map(({ value }) => value);
    const button = this.#form.querySelector("[type=submit]");
    button.disabled = true;

    // The model's own scale and seed stay unsaid: a seed may have more digits than a number here.
    const body = {
      target: target.value,
      tables,
      scale: scale.value === String(model.scale) ? null : scale.valueAsNumber,
      seed: seed.value === String(model.seed) ? null : seed.valueAsNumber,
      recreate: recreate.checked,
    };
    const fill = await attempt("Fill", () => send("POST", "api/fills", body));
    if (fill !== undefined) notify(`The fill of ${target.value} has begun.`, "good");
    button.disabled = false;
  }
}

class FillCard {
  #badge = new Badge();
  #trouble = new Trouble();
  #summary = h("p", { class: "summary" });
  #about = h("p", { class: "note" });
  #whole = h("progress", { max: 1 });
  #tables;
  #cancel;
  #resume;

  constructor({ id, target }) {
    const path = `api/fills/${encodeURIComponent(id)}`;
    const table = h("div", { class: "bars" });
    this.#whole.setAttribute("aria-label", `Fill of ${target}`);
    this.#tables = new KeyedList(table, (each) => each.table, (each) => new TableBar(each));
    this.#cancel = actionButton("Cancel", `Fill of ${target}`, () => send("DELETE", path), { class: "pause" });
    this.#resume = actionButton("Resume", `Fill of ${target}`, () => send("POST", `${path}/resume`), { class: "pause" });
    this.element = h("article", { class: "card part", "aria-label": `Fill of ${target}` },
      h("header", {}, h("h3", {}, target), this.#badge.element, this.#cancel, this.#resume),
      this.#trouble.element, this.#whole, this.#summary, this.#about, table);
  }

  update(fill) {
    this.#badge.update(fill.state);
    this.#trouble.update(fill);
    this.#whole.value = share(fill);
    const pace = fill.state === "running" ? `, ${perSecond(fill.rowsPerSecond)}, ${fill.phase}` : "";
    setText(this.#summary, `${count(fill.rows)} of ${count(fill.totalRows)} rows${pace}`);
    setText(this.#about,
      `Scale ${fill.scale}, seed ${fill.seed}; begun ${time(fill.startedAt)}, took ${seconds(fill.seconds)}${fill.state === "running" ? " so far" : ""}, sent ${bytes(fill.bytes)}`);
    this.#tables.update(fill.tables);
    show(this.#cancel, fill.state === "running");
    show(this.#resume, fill.canResume);
  }
}

class TableBar {
  #progress;
  #text = h("span", { class: "number" });

  constructor({ table }) {
    this.#progress = h("progress", { max: 1, "aria-label": table });
    this.element = h("div", { class: "bar" }, h("span", {}, table), this.#progress, this.#text);
  }

  update(table) {
    this.#progress.value = share(table);
    setText(this.#text, `${count(table.rows)} of ${count(table.totalRows)}`);
  }
}

const share = ({ rows, totalRows }) => (totalRows > 0 ? rows / totalRows : totalRows === 0 ? 1 : 0);
