import { h } from "./dom.js";
import { clock } from "./format.js";

const shownFor = 8_000;
const most = 200;
const toasts = document.getElementById("toasts");
const log = document.getElementById("log");
const said = new Map();
const entries = new Map();
let isFirst = true;

/** Tells the user of something: `kind` is "good" or "bad". */
export function notify(text, kind) {
  const toast = h("p", { class: `toast ${kind}` }, text);
  toasts.append(toast);
  setTimeout(() => toast.remove(), shownFor);
}

/** Does something that may be refused, and tells the user if it was. */
export async function attempt(what, action) {
  try {
    return await action();
  } catch (error) {
    if (error.name !== "AbortError") notify(`${what}: ${error.message}`, "bad");
    return undefined;
  }
}

/**
 * Keeps the errors and notices of streams, pipelines and fills, with the time at which they came; of those that were there before the page was, it says so.
 * What differs in figures only, as one try from the next, is one entry with the number of times.
 */
export function logTroubles({ time, streams, pipelines, fills }) {
  const parts = [
    ...streams.map((part) => [`Stream ${part.name}`, part, part.name]),
    ...pipelines.map((part) => [`Pipeline ${part.name}`, part, part.name]),
    ...fills.map((part) => [`Fill of ${part.target}`, part, part.id]),
  ];
  for (const [source, part, id] of parts) {
    for (const [level, text] of [["bad", part.error], ["warn", part.notice]]) {
      const key = `${level} ${source} ${id}`;
      if (said.get(key) === text) continue;
      said.set(key, text);
      if (text) write(level, time, source, text, `${key} ${text.replace(/[\d.,]+/g, "#")}`);
    }
  }

  isFirst = false;
}

function write(level, time, source, text, key) {
  log.querySelector(".empty")?.remove();
  const entry = entries.get(key) ?? { times: 0, since: `${isFirst ? "before " : ""}${clock(time)}` };
  entry.element?.remove();
  entry.times++;
  const rest = text.startsWith(`${source} `) ? text.slice(source.length + 1) : text;
  const again = entry.times > 1 ? `, ${entry.times} times since ${entry.since}` : "";
  entry.element = h("li", { class: level, "data-key": key },
    h("time", { datetime: time }, entry.times > 1 ? clock(time) : entry.since), h("span", {}, h("strong", {}, source), ` ${rest}${again}`));
  entries.set(key, entry);
  log.prepend(entry.element);
  if (log.children.length <= most) return;
  entries.delete(log.lastElementChild.dataset.key);
  log.lastElementChild.remove();
}
