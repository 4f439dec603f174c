import { setText, show } from "./dom.js";

const key = "stellarforge.session";

/**
 * Who is signed in. The token lives in this tab's session storage: it outlives a reload, and neither other tabs nor the next start of the browser have it.
 */
class Session extends EventTarget {
  #dialog = document.getElementById("sign-in");
  #renewal = null;

  constructor() {
    super();
    this.#dialog.querySelector("form").addEventListener("submit", (event) => this.#submit(event));
    this.#dialog.querySelector("[data-token]").addEventListener("submit", (event) => this.#take(event));

    // Without a token there is nothing to go back to, whatever a browser does at the second Esc.
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.#dialog.addEventListener("close", () => {
      if (this.#renewal) this.#dialog.showModal();
    });
  }

  get token() {
    return this.#kept.token ?? null;
  }

  /** The name of who is signed in, where the token says it. */
  get user() {
    return this.#kept.user ?? null;
  }

  /** What the user may: "viewer" or "operator". */
  get role() {
    return this.#kept.role ?? null;
  }

  /** Whether somebody is asked to sign in now. */
  get isAsking() {
    return this.#renewal !== null;
  }

  get #kept() {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}");
  }

  /** Asks for a new token, once for all who wait for one. */
  async renew(refused) {
    if (this.token !== refused) return;
    sessionStorage.removeItem(key);
    this.#renewal ??= Promise.withResolvers();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.dispatchEvent(new Event("change"));
    await this.#renewal.promise;
  }

  /** Forgets the token, and with it all that was shown. */
  signOut() {
    sessionStorage.removeItem(key);
    location.reload();
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    const problem = form.querySelector("[data-problem]");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const response = await fetch("api/token", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ user: form.elements.user.value, password: form.elements.password.value }),
      });
      if (response.ok) this.#accept(await response.json());
      else setText(problem, await this.#refusal(response));
      show(problem, !response.ok);
      if (response.ok) form.reset();
    } catch {
      setText(problem, "The server does not answer.");
      show(problem, true);
    } finally {
      button.disabled = false;
    }
  }

  async #refusal(response) {
    if (response.status === 401) return "That user and password do not match.";
    if (response.status === 429) return "Too many attempts. Wait a minute.";
    const isProblem = response.headers.get("Content-Type")?.includes("json");
    return (isProblem && (await response.json()).detail) || `The server answered ${response.status}.`;
  }

  // Made elsewhere. If it is refused, the dialog comes back.
  #take(event) {
    event.preventDefault();
    const token = event.target.elements.token.value.trim();
    event.target.reset();
    const { sub: user, role } = claimsOf(token);
    this.#accept({ token, user, role });
  }

  #accept({ token, user, role }) {
    sessionStorage.setItem(key, JSON.stringify({ token, user, role }));
    const renewal = this.#renewal;
    this.#renewal = null;
    this.#dialog.close();
    renewal?.resolve();
    this.dispatchEvent(new Event("change"));
  }
}

// What a token says of its user. Only the server can tell whether that is true: here it decides what is offered.
function claimsOf(token) {
  try {
    const payload = Uint8Array.fromBase64(token.split(".")[1], { alphabet: "base64url" });
    return JSON.parse(new TextDecoder().decode(payload)) ?? {};
  } catch {
    return {};
  }
}

export const session = new Session();
