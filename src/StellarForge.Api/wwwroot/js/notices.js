import { h } from "./dom.js";
import { clock } from "./format.js";

const shownFor = 8_000;
const most = 200;
const toasts = document.getElementById("toasts");
const log = document.getElementById("log");
const said = new Map();

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

/** Keeps the errors and notices of streams, pipelines and fills, once each, with the time at which they came. */
export function logTroubles({ time, streams, pipelines, fills }) {
  const parts = [
    ...streams.map((part) => ["Stream", part.name, part]),
    ...pipelines.map((part) => ["Pipeline", part.name, part]),
    ...fills.map((part) => ["Fill of", part.target, part, part.id]),
  ];
  for (const [kind, name, part, id] of parts) {
    for (const [level, text] of [["bad", part.error], ["warn", part.notice]]) {
      const key = `${level} ${kind} ${id ?? name}`;
      if (said.get(key) === text) continue;
      said.set(key, text);
      if (text) write(level, time, `${kind} ${name}`, text);
    }
  }
}

function write(level, time, source, text) {
  log.querySelector(".empty")?.remove();
  log.prepend(h("li", { class: level }, h("time", { datetime: time }, clock(time)), h("strong", {}, source), h("span", {}, text)));
  if (log.children.length > most) log.lastElementChild.remove();
}
