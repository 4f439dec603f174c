const heights = { stream: 46, topic: 28, pipeline: 46, target: 46, letters: 46 };
const betweenPorts = 16;
const between = 8;

// A name's letters and those of a detail, as wide as they are at most; on each side of an arrow's figure there is some of the arrow.
const [ofName, ofDetail, ofFigure] = [7.4, 6.4, 64];
const [narrowest, widest] = [150, 300];
const [leastGap, mostGap] = [105, 260];
const rail = 62;
const widestColumn = 560;

/**
 * Places a topology's parts: nodes with their corner and size, and edges with their path and the place of their figure. There are four layers (streams,
 * topics, pipelines, targets and dead letters), side by side where `width` has room for that, or else one below the other, with the arrows on both sides.
 */
export function layOut(topology, width) {
  const { layers, edges } = partsOf(topology);
  for (const node of layers.flat()) {
    node.height = Math.max(heights[node.kind], betweenPorts * Math.max(node.ins, node.outs) + 4);
    const figure = node.kind === "stream" || node.kind === "pipeline" || node.kind === "letters" ? ofFigure + 16 : 0;
    node.wanted = Math.max(36 + ofName * node.name.length + figure, 24 + ofDetail * (node.detail?.length ?? 0));
  }

  const widths = layers.map((layer) => Math.min(widest, Math.max(narrowest, ...layer.map(({ wanted }) => wanted))));
  const gap = (width - 2 - widths.reduce((sum, each) => sum + each, 0)) / (layers.length - 1);
  const isWide = gap >= leastGap;
  const column = Math.min(width, widestColumn);
  const size = isWide ? placeBeside(layers, widths, Math.min(gap, mostGap), width) : placeBelow(layers, column);
  for (const edge of edges) Object.assign(edge, isWide ? curve(edge) : detour(edge, column));
  return { ...size, isWide, nodes: layers.flat(), edges };
}

function partsOf(topology) {
  const layers = [[], [], [], []];
  const nodes = new Map();
  const edges = [];
  const add = (layer, id, part) => {
    if (!nodes.has(id)) layers[layer].push(nodes.set(id, { id, ins: 0, outs: 0, index: layers[layer].length, ...part }).get(id));
    return nodes.get(id);
  };

  // Figures stand beside topics, and where the ways part behind a pipeline: there the many have room.
  const join = (from, to, figure, atStart, isBad) => edges.push({ from, to, figure, atStart, isBad, start: from.outs++, end: to.ins++ });
  const topicOf = (broker, topic) => add(1, `topic/${broker}/${topic}`, { kind: "topic", name: topic, broker });

  for (const { name, broker, live, format, topics } of topology.streams) {
    const stream = add(0, `stream/${name}`, { kind: "stream", name, detail: `${live ? "live" : "replay"}, ${format}, to ${broker}` });
    for (const { topic } of topics) join(stream, topicOf(broker, topic), `stream/${name}/topic/${topic}`, false);
  }

  for (const { name, broker, topics, target, mode } of topology.pipelines) {
    const pipeline = add(2, `pipeline/${name}`, { kind: "pipeline", name, detail: mode });
    for (const { topic } of topics) join(topicOf(broker, topic), pipeline, `pipeline/${name}/topic/${topic}`, true);
    const address = topology.connections.find((connection) => connection.name === target)?.address ?? "";
    join(pipeline, add(3, `target/${target}`, { kind: "target", name: target, detail: address }), `pipeline/${name}/written`, true);
  }

  const letters = add(3, "letters", { kind: "letters", name: "Dead letters", detail: "since the start" });
  for (const { name } of topology.pipelines) join(nodes.get(`pipeline/${name}`), letters, `pipeline/${name}/letters`, true, true);

  // Streams and pipelines have one place for all their topics.
  for (const edge of edges) {
    if (edge.from.kind === "stream") edge.from.outs = 1;
    if (edge.to.kind === "pipeline") edge.to.ins = 1;
  }

  return { layers: layers.filter((layer) => layer.length > 0), edges };
}

// Topics one below the other, and all else beside what it is joined with.
function placeBeside(layers, widths, gap, width) {
  const whole = widths.reduce((sum, each) => sum + each, 0) + gap * (layers.length - 1);
  const extents = layers.map((layer) => layer.reduce((sum, node) => sum + node.height + between, -between));
  const height = Math.max(...extents);
  let x = Math.max(1, (width - whole) / 2);
  layers.forEach((layer, index) => {
    const space = layer[0].kind === "topic" ? between : Math.min(32, (height - extents[index]) / layer.length + between);
    let y = (height - extents[index] - (space - between) * (layer.length - 1)) / 2 + 1;
    for (const node of layer) {
      Object.assign(node, { x, y, width: widths[index] });
      y += node.height + space;
    }

    x += widths[index] + gap;
  });
  return { width, height: height + 2 };
}

function placeBelow(layers, width) {
  let y = 1;
  for (const layer of layers) {
    for (const node of layer) {
      const isInner = node.kind === "topic";
      const x = node.kind === "stream" || node.kind === "pipeline" ? rail / 2 : rail;
      Object.assign(node, { x, y, width: isInner ? width - 2 * rail : width - x - rail / 2 });
      y += node.height + between;
    }

    y += 2 * between;
  }

  return { width, height: y - 3 * between + 1 };
}

const port = (node, index, all) => node.y + node.height / 2 + (all > 1 ? (index - (all - 1) / 2) * betweenPorts : 0);

const portsOf = ({ from, to, start, end }) => ({ y1: port(from, start, from.outs), y2: port(to, end, to.ins) });

// From a node's right side to another's left, straight where the figure stands.
function curve(edge) {
  const { from, to, atStart } = edge;
  const { y1, y2 } = portsOf(edge);
  const [x1, x2] = [from.x + from.width, to.x];
  const [c1, c2] = atStart ? [x1 + ofFigure, x2] : [x1, x2 - ofFigure];
  const middle = (c1 + c2) / 2;
  return {
    d: `M${x1} ${y1}H${c1}C${middle} ${y1} ${middle} ${y2} ${c2} ${y2}H${x2}`,
    label: { x: atStart ? x1 + ofFigure / 2 : x2 - ofFigure / 2, y: atStart ? y1 : y2 },
  };
}

// Along the left side, or, from a topic to its pipeline, along the right one. The figure stands where the way is one's own.
function detour(edge, width) {
  const { from, to } = edge;
  const { y1, y2 } = portsOf(edge);
  if (from.kind === "topic") {
    const x = width - 6 - 5 * (to.index % 4);
    return { d: `M${from.x + from.width} ${y1}H${x}V${y2}H${to.x + to.width}`, label: { x: width - rail / 2 - 6, y: y1 } };
  }

  const x = 4 + 5 * (from.index % 4);
  return { d: `M${from.x} ${y1}H${x}V${y2}H${to.x}`, label: { x: rail / 2 + 8, y: y2 } };
}
