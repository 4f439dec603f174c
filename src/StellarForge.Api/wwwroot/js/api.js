import { session } from "./session.js";

/** What the API answered when it did not do what it was asked to: problem details (RFC 9457), or just a status. */
export class ApiError extends Error {
  constructor(status, problem) {
    const reasons = Object.values(problem?.errors ?? {}).flat();
    super(reasons.length > 0 ? reasons.join(" ") : (problem?.detail ?? problem?.title ?? `The server answered ${status}.`));
    this.name = "ApiError";
    this.status = status;
  }
}

/** Reads a resource. */
export async function get(path) {
  return (await request(path)).json();
}

/** Changes something; returns what the API answers, or null where that is empty. */
export async function send(method, path, body) {
  const response = await request(path, { method, body });
  const text = await response.text();
  return text.length > 0 ? JSON.parse(text) : null;
}

/** The answer to a request. Where it needs a signed-in user, asks for one and tries again. */
export async function request(path, { method = "GET", body, signal, accept = "application/json" } = {}) {
  for (;;) {
    const token = session.token;
    const headers = { Accept: accept };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(path, { method, headers, signal, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body) });
    if (response.status === 401) {
      await session.renew(token);
      continue;
    }

    if (response.ok) return response;
    throw new ApiError(response.status, await problemOf(response));
  }
}

async function problemOf(response) {
  if (response.status === 429) return { title: "Too many requests. Try again in a moment." };
  return response.headers.get("Content-Type")?.includes("json") ? response.json() : null;
}
