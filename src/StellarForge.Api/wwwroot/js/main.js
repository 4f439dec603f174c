import { get } from "./api.js";
import { Charts } from "./charts.js";
import { setText, show } from "./dom.js";
import { follow } from "./events.js";
import { Fills } from "./fills.js";
import { figuresOf } from "./figures.js";
import { Flow } from "./flow.js";
import { clock } from "./format.js";
import { History } from "./history.js";
import { Letters } from "./letters.js";
import { attempt, logTroubles } from "./notices.js";
import { Pipelines } from "./pipelines.js";
import { session } from "./session.js";
import { Streams } from "./streams.js";
import { Tables } from "./tables.js";
import { useTheme } from "./theme.js";
import { Tiles } from "./tiles.js";
import { Verification } from "./verification.js";
import { useViews } from "./views.js";

const byId = (id) => document.getElementById(id);

const fills = new Fills(byId("fills"));
const letters = new Letters(byId("dead-letters"));
const tables = new Tables(byId("tables"));
const verification = new Verification(byId("verification"));
const flow = new Flow(byId("flow"));
const tiles = new Tiles(byId("tiles"));
const charts = new Charts(byId("charts"), byId("window"));
const streams = new Streams(byId("streams"));
const pipelines = new Pipelines(byId("pipelines"));

// Ten minutes: what the longest window shows.
const history = new History(600);
let status = null;

// Rates are those of the last seconds.
const smoothed = 4;
let seen = [];

useTheme(byId("theme"));
byId("sign-out").addEventListener("click", () => session.signOut());
session.addEventListener("change", tellSession);
byId("window").addEventListener("change", draw);
await start();

async function start() {
  await readModel();
  useViews({ live: draw, "dead-letters": () => letters.open(), tables: () => tables.open() });
  follow("api/events", { onEvent: ({ type, data }) => type === "status" && take(data), onState: tellConnection });
}

/** What the topology and the model are: read at the start, and again when the server is back after it was away. */
async function readModel() {
  const topology = await attempt("Topology", () => get("api/topology"));
  const model = await attempt("Model", () => get("api/model"));
  if (!topology || !model) return;
  for (const part of [flow, fills, letters, verification]) part.setTopology(topology);
  for (const part of [fills, tables]) part.setModel(model);
  setText(byId("model"), `${topology.model.name}, seed ${topology.model.seed}, scale ${topology.model.scale}`);
  tellSession();
}

/** Says who is signed in, and leaves what a viewer may not do without effect. */
function tellSession() {
  const { token, user, role } = session;
  const signedIn = user ? `Signed in as ${user}${role ? `, ${role}` : ""}.` : "Signed in.";
  setText(byId("signed-in"), token ? signedIn : session.isAsking ? "" : "Sign-in is off: this page can be reached from this machine only.");
  show(byId("sign-out"), Boolean(token));
  show(byId("viewer"), role === "viewer");
  for (const part of document.querySelectorAll("fieldset[data-operator]")) part.disabled = role === "viewer";
}

function take(now) {
  seen.push(now);
  if (seen.length > smoothed) seen.shift();
  history.push(Date.parse(now.time) / 1000, figuresOf(seen.length > 1 ? seen[0] : null, now));
  status = now;
  logTroubles(now);
  fills.update(now.fills);
  streams.update(now.streams, history);
  pipelines.update(now.pipelines, history);
  tiles.update(history, now);
  if (!document.hidden) draw();
}

function draw() {
  if (!status) return;
  charts.update(history, status);
  flow.update(history, status);
}

function tellConnection(state, reason) {
  const element = byId("connection");
  if (element.dataset.state === state) return;
  if (state === "lost") {
    history.break();
    [status, seen] = [null, []];
    setText(element, `Connection lost at ${clock(Date.now())}. ${reason} Trying again…`);
  } else {
    if (element.dataset.state === "lost") readModel();
    setText(element, "Connected");
  }

  element.dataset.state = state;
}
