import { get, send } from "./api.js";
import { figureTable } from "./controls.js";
import { h, setText, show } from "./dom.js";
import { count, plural } from "./format.js";
import { attempt } from "./notices.js";

const interval = 500;
const agreed = "every event that was read is a row, a dead letter or a counted duplicate.";
const all = "All that was sent so far was read.";
const notAll = "Not all that was sent so far was read.";

/** Verification: asks for one, says what it waits for, and shows its verdict. */
export class Verification {
  #form;
  #verdict;
  #problems;
  #tables = figureTable([
    ["Table", ({ table }) => table],
    ["Verdict", ({ matches }) => (matches ? "matches" : "DIFFERS")],
    ["Rows", ({ actualRows }) => count(actualRows)],
    ["Expected", ({ expectedRows }) => count(expectedRows)],
    ["Checksum", ({ actualChecksum }) => actualChecksum],
    ["Bad sent", ({ bad }) => count(bad)],
    ["of them dead", ({ badLetters }) => count(badLetters)],
    ["Sent twice", ({ duplicates }) => count(duplicates)],
    ["of them dead", ({ duplicateLetters }) => count(duplicateLetters)],
  ]);

  constructor(view) {
    this.#form = view.querySelector("form");
    this.#verdict = view.querySelector("[data-verdict]");
    this.#problems = view.querySelector("[data-problems]");
    this.#tables.element.setAttribute("aria-label", "What was verified, by table");
    this.#tables.element.classList.add("card");
    this.#tables.element.firstChild.classList.add("many");
    this.#verdict.after(this.#tables.element);
    show(this.#tables.element, false);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run();
    });
  }

  setTopology({ pipelines, connections }) {
    const verifiable = pipelines.filter(({ stream }) => stream);
    const targets = connections.filter(({ kind }) => kind === "target");
    this.#form.elements.what.replaceChildren(
      ...verifiable.map(({ name, target }) => h("option", { value: `pipeline:${name}` }, `What pipeline ${name} wrote to ${target}`)),
      ...targets.map(({ name }) => h("option", { value: `target:${name}` }, `What a fill wrote to ${name}`)));
  }

  async #run() {
    const button = this.#form.querySelector("button");
    button.disabled = true;
    show(this.#problems, false);
    show(this.#tables.element, false);
    const [kind, name] = this.#form.elements.what.value.split(/:(.*)/s);
    const verification = await attempt("Verification", async () => this.#finish(await send("POST", "api/verifications", { [kind]: name })));
    if (verification) this.#show(verification);
    else this.#tell("failed", "It was not verified.");
    button.disabled = false;
  }

  async #finish(verification) {
    while (verification.state === "running") {
      this.#tell("running", verification.waiting ?? "Every event is made once more and compared…");
      await new Promise((resolve) => setTimeout(resolve, interval));
      verification = await get(`api/verifications/${encodeURIComponent(verification.id)}`);
    }

    return verification;
  }

  #show({ state, error, pipeline, target, matches, complete, tables }) {
    if (state === "failed") {
      this.#tell("failed", error);
      return;
    }

    if (matches) this.#tell("matches", `It agrees: ${pipeline ? `${agreed} ${complete ? all : notAll}` : `${target} has every row of the model, and no other.`}`);
    else this.#tell("differs", `${target} differs from what it has to be.`);
    const problems = tables.flatMap(({ table, problems }) => problems.map((problem) => `${table}: ${problem}`));
    this.#problems.querySelector("ul").replaceChildren(...problems.map((problem) => h("li", {}, problem)));
    setText(this.#problems.querySelector("summary"), plural(problems.length, "difference"));
    show(this.#problems, problems.length > 0);
    this.#tables.update(tables);
    show(this.#tables.element, true);
  }

  #tell(verdict, text) {
    this.#verdict.dataset.verdict = verdict;
    setText(this.#verdict, text);
    show(this.#verdict, true);
  }
}
