import { get } from "./api.js";
import { h, setText, show } from "./dom.js";
import { count, none } from "./format.js";
import { attempt } from "./notices.js";

/** Any rows of any table of the model, made when they are looked at. */
export class Tables {
  #form;
  #view;
  #tables = new Map();

  constructor(view) {
    this.#view = view;
    this.#form = view.querySelector("form");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#read();
    });
    this.#form.elements.table.addEventListener("change", () => {
      this.#form.elements.from.value = 0;
      this.#read();
    });
    view.querySelector("[data-next]").addEventListener("click", () => this.#read(this.#nextRow));
  }

  #nextRow = 0;

  setModel({ tables }) {
    this.#tables = new Map(tables.map((table) => [table.table, table]));
    this.#form.elements.table.replaceChildren(...tables.map(({ table, rows }) => h("option", { value: table }, `${table} (${count(rows)} rows)`)));
  }

  /** Shows the chosen table: the view is shown. */
  open() {
    return this.#read();
  }

  async #read(start) {
    const { table, from, rows } = this.#form.elements;
    if (!table.value) return;
    if (start !== undefined) from.value = start;
    const query = new URLSearchParams({ rows: rows.value, from: from.value });
    const name = table.value;
    const preview = await attempt("Preview", () => get(`api/preview/${encodeURIComponent(name)}?${query}`));

    // Another may be chosen by now.
    if (preview && name === table.value) this.#draw(this.#tables.get(name), preview);
  }

  #draw(table, { columns, rows, next }) {
    const rules = new Map(table.columns.map((column) => [column.name, column]));
    const element = this.#view.querySelector("table");
    element.tHead.rows[0].replaceChildren(...columns.map((name) => {
      const { type, nullable, rule } = rules.get(name);
      return h("th", { scope: "col", title: rule }, name, h("small", {}, `${type}${nullable ? ", null" : ""}`));
    }));
    element.tBodies[0].replaceChildren(...rows.map((row) =>
      h("tr", {}, ...row.map((value) => (value === null ? h("td", { class: "null" }, "null") : h("td", {}, value))))));
    const owner = table.owner ? `, owned by ${table.owner}` : "";
    setText(this.#view.querySelector("[data-about]"), `${count(table.rows)} rows${owner}; key ${table.key.join(", ") || none}`);
    show(this.#view.querySelector(".empty"), rows.length === 0);
    this.#nextRow = next ?? 0;
    this.#view.querySelector("[data-next]").disabled = next === null;
  }
}
