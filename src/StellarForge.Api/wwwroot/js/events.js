import { ApiError, request } from "./api.js";

// The server sends once a second; a connection that is this silent is dead, whatever the browser thinks of it.
const silence = 6_000;
const longestWait = 10_000;

/**
 * Follows a path's server-sent events until `signal` aborts, and connects again by itself. fetch() instead of EventSource, which can send no token.
 * `onState` hears "connected", or "lost" with the reason.
 */
export async function follow(path, { onEvent, onState, signal }) {
  for (let wait = 1_000; !signal?.aborted; wait = Math.min(wait * 2, longestWait)) {
    const watch = new AbortController();
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => watch.abort(new Error(`Nothing came for ${silence / 1000} s.`)), silence);
    };
    alive();
    try {
      const response = await request(path, { signal: signal ? AbortSignal.any([signal, watch.signal]) : watch.signal, accept: "text/event-stream" });
      for await (const event of parse(response.body)) {
        alive();
        wait = 1_000;
        tell(() => onState("connected"));
        tell(() => onEvent(event));
      }

      onState("lost", "The server ended the connection.");
    } catch (error) {
      if (signal?.aborted) return;
      onState("lost", error instanceof ApiError ? error.message : "The server does not answer.");
    } finally {
      clearTimeout(timer);
      watch.abort();
    }

    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

// A mistake of ours is no loss of the connection: it is reported as every other, and the next event is read.
function tell(listener) {
  try {
    listener();
  } catch (error) {
    reportError(error);
  }
}

/** The events in a stream of bytes, as https://html.spec.whatwg.org/#event-stream-interpretation has them. */
export async function* parse(body) {
  let rest = "";
  let type = "message";
  let data = [];
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) yield { type, data: JSON.parse(data.join("\n")) };
        [type, data] = ["message", []];
        continue;
      }

      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") type = value;
      else if (field === "data") data.push(value);
    }
  }
}
