import { h, setText } from "./dom.js";
import { attempt } from "./notices.js";

const settle = 300;
const patience = 3_000;

/**
 * A slider for a value that the server holds. It shows what the server says, but not while the user moves it, nor until the server says what it was set to.
 * `scale` maps positions to values: `{ max, valueOf(position), positionOf(value), format(value) }`; with a `unit`, a value can be typed as well.
 * `send` tells whether the server took the value; what it refused is not shown any longer.
 */
export class HeldSlider {
  #scale;
  #send;
  #input;
  #output;
  #timer = null;
  #heldUntil = 0;
  #wanted = null;
  #known = null;

  constructor(label, scale, send) {
    this.#scale = scale;
    this.#send = send;
    this.#input = h("input", { type: "range", min: 0, max: scale.max, step: 1, input: () => this.#moved() });
    this.#output = scale.unit
      ? h("input", { type: "number", min: scale.least, step: "any", "aria-label": `${label}, ${scale.unit}`, change: () => this.#typed() })
      : h("output");
    this.element = h("div", { class: "slider" }, h("label", {}, h("span", {}, label), this.#input),
      scale.unit ? h("span", { class: "typed" }, this.#output, scale.unit) : this.#output);
  }

  /** Shows what the server says. */
  update(value) {
    this.#known = value;
    if (value === this.#wanted) this.#heldUntil = 0;
    if (performance.now() < this.#heldUntil || document.activeElement === this.#output) return;
    this.#show(value);
  }

  #moved() {
    this.#hold(this.#scale.valueOf(Number(this.#input.value)), settle);
  }

  #typed() {
    if (this.#output.reportValidity() && this.#output.value !== "") this.#hold(this.#output.valueAsNumber, 0);
  }

  #hold(value, delay) {
    this.#wanted = value;
    this.#show(value);
    this.#heldUntil = performance.now() + patience;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(value), delay);
  }

  async #ask(value) {
    const isTaken = await this.#send(value);
    if (isTaken || value !== this.#wanted) return;
    this.#heldUntil = 0;
    if (this.#known !== null) this.#show(this.#known);
  }

  #show(value) {
    this.#input.value = this.#scale.positionOf(value);
    const text = this.#scale.format(value);
    if (this.#scale.unit) this.#output.value = Number(value.toPrecision(5));
    else setText(this.#output, text);
    if (this.#input.getAttribute("aria-valuetext") !== text) this.#input.setAttribute("aria-valuetext", text);
  }
}

/** A button that is off while its action runs. */
export function actionButton(label, what, action, attributes = {}) {
  const button = h("button", {
    type: "button", ...attributes,
    click: async () => {
      button.disabled = true;
      await attempt(what, action);
      button.disabled = false;
    },
  }, label);
  return button;
}

/** Names a button by what it does; those who don't see the card it stands in hear to what as well. */
export function nameButton(button, verb, what) {
  setText(button, verb);
  if (button.getAttribute("aria-label") !== `${verb} ${what}`) button.setAttribute("aria-label", `${verb} ${what}`);
}

/** The state of a part, as a badge. */
export class Badge {
  element = h("span", { class: "badge" });

  update(state) {
    this.element.dataset.state = state;
    setText(this.element, state);
  }
}

/** What is wrong with a part, or worth knowing. */
export class Trouble {
  element = h("p", { class: "trouble", hidden: true });

  update({ error, notice }) {
    const text = error ?? notice;
    this.element.hidden = !text;
    this.element.classList.toggle("bad", Boolean(error));
    setText(this.element, text ?? "");
  }
}

/** A table of figures in a card: a heading for each column, and a row for each item. Who has it names it. */
export function figureTable(columns) {
  const body = h("tbody");
  const element = h("div", { class: "scroll", tabindex: 0, role: "region" },
    h("table", { class: "figures stacks" }, h("thead", {}, h("tr", {}, ...columns.map(([name]) => h("th", { scope: "col" }, name)))), body));
  const update = (items) => {
    while (body.rows.length > items.length) body.lastElementChild.remove();
    items.forEach((item, index) => {
      const row = body.rows[index] ?? body.appendChild(
        h("tr", {}, ...columns.map(([name], column) => (column === 0 ? h("th", { scope: "row" }) : h("td", { "data-label": name })))));
      columns.forEach(([, valueOf], column) => setText(row.cells[column], valueOf(item)));
    });
  };
  return { element, update };
}
