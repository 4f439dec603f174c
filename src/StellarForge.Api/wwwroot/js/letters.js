import { get, send } from "./api.js";
import { decode, hexDump } from "./bytes.js";
import { actionButton } from "./controls.js";
import { h, setText, show } from "./dom.js";
import { count, time } from "./format.js";
import { attempt, notify } from "./notices.js";
import { session } from "./session.js";

const pageSize = 50;

// The server looks through so many letters a call; after so many calls without enough of them, what was found is shown.
const mostCalls = 20;

/** Dead letters: paged through, shown with their bytes, and tried again. */
export class Letters {
  #pipeline;
  #filters;
  #found;
  #tables = new Map();
  #rows;
  #detail;
  #empty;
  #newer;
  #older;
  #starts = [null];
  #next = null;
  #asked = "";

  constructor(view) {
    this.#pipeline = view.querySelector("[name=pipeline]");
    this.#filters = ["reason", "table", "replayed"].map((name) => view.querySelector(`[name=${name}]`));
    this.#found = view.querySelector("[data-found]");
    this.#rows = view.querySelector("tbody");
    this.#detail = view.querySelector("[data-detail]");
    this.#empty = view.querySelector(".empty");
    this.#newer = view.querySelector("[data-newer]");
    this.#older = view.querySelector("[data-older]");
    this.#pipeline.addEventListener("change", () => {
      this.#offerTables();
      this.#restart();
    });
    for (const filter of this.#filters) filter.addEventListener("change", () => this.#restart());
    this.#newer.addEventListener("click", () => this.#read(this.#starts.slice(0, -1)));
    this.#older.addEventListener("click", () => this.#read([...this.#starts, this.#next]));
    view.querySelector("[data-refresh]").replaceWith(actionButton("Refresh", "Dead letters", () => this.#restart()));
    view.querySelector("[data-actions]").append(
      actionButton("Replay all", "Replay", () => this.#replay({ pipeline: this.#pipeline.value })));
  }

  setTopology({ pipelines }) {
    const chosen = this.#pipeline.value;
    this.#pipeline.replaceChildren(...pipelines.map(({ name }) => h("option", { value: name }, name)));
    if (pipelines.some(({ name }) => name === chosen)) this.#pipeline.value = chosen;
    this.#tables = new Map(pipelines.map(({ name, topics }) => [name, [...new Set(topics.map(({ table }) => table))]]));
    this.#offerTables();
  }

  #offerTables() {
    const [, tables] = this.#filters;
    const names = this.#tables.get(this.#pipeline.value) ?? [];
    tables.replaceChildren(h("option", { value: "" }, "all"), ...names.map((name) => h("option", { value: name }, name)));
  }

  /** Reads them anew: the view is shown. */
  open() {
    return this.#restart();
  }

  #restart() {
    return this.#read([null]);
  }

  /** Reads the last of the pages that begin after `starts`, and stays where it is if that fails. */
  async #read(starts = this.#starts) {
    const pipeline = this.#pipeline.value;
    if (!pipeline) return;
    const query = new URLSearchParams({ pipeline, take: pageSize });
    for (const { name, value } of this.#filters) if (value) query.set(name, value);
    const asked = (this.#asked = `${query}`);
    this.#newer.disabled = this.#older.disabled = true;
    const page = await attempt("Dead letters", () => this.#search(query, starts.at(-1), () => asked === this.#asked));
    if (asked !== this.#asked) return;
    if (page) this.#draw(page, starts);
    this.#newer.disabled = this.#starts.length === 1;
    this.#older.disabled = !this.#next;
  }

  /** A page of letters that the filters let through: those of several calls, where one found few of them. */
  async #search(query, after, isWanted) {
    const letters = [];
    for (let call = 0; ; call++) {
      query.set("take", pageSize - letters.length);
      if (after) query.set("after", after);
      const page = await get(`api/deadletters?${query}`);
      letters.push(...page.letters);
      after = page.next;
      if (!after || letters.length >= pageSize || call === mostCalls || !isWanted()) return { letters, next: after };
    }
  }

  #draw(page, starts) {
    this.#starts = starts;
    this.#next = page.next;
    this.#rows.replaceChildren(...page.letters.map((letter) => this.#row(letter)));
    const before = (starts.length - 1) * pageSize;
    const more = page.next ? "; there are more" : "";
    setText(this.#found, page.letters.length > 0 ? `${count(before + 1)} to ${count(before + page.letters.length)}${more}` : "");
    setText(this.#empty, page.next ? "None among those that were looked through. Further goes on." : "There are none.");
    show(this.#empty, page.letters.length === 0);
    show(this.#rows.closest(".scroll"), page.letters.length > 0);
  }

  #row(letter) {
    const open = h("button", { type: "button", class: "link", click: () => this.#show(letter.id) }, letter.id);
    return h("tr", {}, h("th", { scope: "row" }, open), h("td", { class: letter.id.startsWith(`${letter.table}/`) ? "same" : null }, letter.table),
      h("td", {}, letter.reason), h("td", { class: "wide" }, letter.detail),
      h("td", { "data-label": "Recorded" }, time(letter.recordedAt)), h("td", { "data-label": "Replayed" }, time(letter.replayedAt)));
  }

  async #show(id) {
    const pipeline = this.#pipeline.value;

    // An id is a place: topic, partition, offset.
    const path = ["api/deadletters", ...[pipeline, ...id.split("/")].map(encodeURIComponent)].join("/");
    const letter = await attempt("Dead letter", () => get(path));
    if (!letter) return;
    const value = Uint8Array.fromBase64(letter.value);
    const replay = actionButton("Replay", "Replay", async () => {
      await this.#replay({ pipeline, ids: [id] });
      await this.#show(id);
    });
    show(replay, letter.isWhole && !letter.replayedAt);
    replay.disabled = session.role === "viewer";
    const heading = h("h3", { tabindex: -1 }, id);
    const facts = [
      ["Table", letter.table], ["Reason", letter.reason], ["In words", letter.detail], ["Key", keyOf(letter)], ["Length", lengthOf(letter, value)],
      ["Recorded", time(letter.recordedAt)], ["Replayed", letter.replayedAt ? time(letter.replayedAt) : "never"],
      ["Sent by", letter.stream ? `stream ${letter.stream}, shard ${letter.shard}, number ${letter.number}` : "none of our streams"],
    ];
    this.#detail.replaceChildren(
      h("header", {}, heading, replay),
      h("dl", {}, ...facts.flatMap(([name, fact]) => [h("dt", {}, name), h("dd", {}, fact)])),
      h("h4", {}, "Bytes"), h("pre", { class: "hex", tabindex: 0, role: "region", "aria-label": "Bytes in hexadecimal" }, hexDump(value)),
      h("h4", {}, "Text"), h("pre", { class: "text", tabindex: 0, role: "region", "aria-label": "Bytes as text" }, decode(value)));
    show(this.#detail, true);
    heading.focus();
    heading.scrollIntoView({ block: "nearest" });
  }

  async #replay(request) {
    const { replayed, left, leftCount } = await send("POST", "api/deadletters/replay", request);
    const reason = leftCount > 0 ? `, ${count(leftCount)} left: ${left[0].reason}` : "";
    notify(`${count(replayed)} replayed${reason}`, leftCount > 0 ? "bad" : "good");
    await this.#read();
  }
}

// A key of the broker: text where it is some, and else its bytes.
function keyOf({ key }) {
  const bytes = Uint8Array.fromBase64(key);
  if (bytes.length === 0) return "none";
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? decode(bytes) : Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function lengthOf({ length, isWhole }, { length: sent }) {
  const part = sent < length ? `, the first ${count(sent)} are here` : "";
  return `${count(length)} bytes${part}${isWhole ? "" : "; too large to be kept whole, and to be replayed"}`;
}
