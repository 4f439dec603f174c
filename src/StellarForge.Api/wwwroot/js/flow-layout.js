/** The size of a node, by the picture's direction: three side by side fit on a phone. */
export const nodeSizes = { right: { width: 176, height: 48 }, down: { width: 112, height: 48 } };

const gaps = { right: { along: 112, across: 18 }, down: { along: 56, across: 10 } };

/**
 * Places a topology's parts in four layers (streams, topics, pipelines, targets and dead letters), from left to right or, on a narrow screen, from top to
 * bottom: nodes with their corner, and edges with the figure that stands on them.
 */
export function layOut(topology, direction) {
  const layers = [[], [], [], []];
  const nodes = new Map();
  const edges = [];
  const add = (layer, id, part) => {
    if (!nodes.has(id)) layers[layer].push(nodes.set(id, { id, ...part }).get(id));
    return nodes.get(id);
  };

  for (const { name, broker, live, format, topics } of topology.streams) {
    const stream = add(0, `stream/${name}`, { kind: "stream", name, detail: `${live ? "live" : "replay"}, ${format}` });
    for (const { topic } of topics) {
      const to = add(1, `topic/${broker}/${topic}`, { kind: "topic", name: topic, detail: broker });
      edges.push({ from: stream, to, figure: `stream/${name}/topic/${topic}`, labelAt: "end" });
    }
  }

  for (const { name, broker, topics, target, mode } of topology.pipelines) {
    const pipeline = add(2, `pipeline/${name}`, { kind: "pipeline", name, detail: mode });
    for (const { topic } of topics) {
      const from = add(1, `topic/${broker}/${topic}`, { kind: "topic", name: topic, detail: broker });
      edges.push({ from, to: pipeline, figure: `pipeline/${name}/topic/${topic}`, labelAt: "start" });
    }

    const address = topology.connections.find((connection) => connection.name === target)?.address ?? "";
    const store = add(3, `target/${target}`, { kind: "target", name: target, detail: address });
    edges.push({ from: pipeline, to: store, figure: `pipeline/${name}/written`, labelAt: "middle" });
  }

  const letters = add(3, "letters", { kind: "letters", name: "Dead letters", detail: "kept in the target" });
  for (const { name } of topology.pipelines) {
    edges.push({ from: nodes.get(`pipeline/${name}`), to: letters, figure: `pipeline/${name}/letters`, labelAt: "middle", isBad: true });
  }

  return { ...place(layers.filter((layer) => layer.length > 0), direction), nodes: [...nodes.values()], edges };
}

// Sets the corner of each node, and returns the size of the whole.
function place(layers, direction) {
  const { along, across } = gaps[direction];
  const node = nodeSizes[direction];
  const isRight = direction === "right";
  const [length, breadth] = isRight ? [node.width, node.height] : [node.height, node.width];
  const extent = (layer) => layer.length * (breadth + across) - across;
  const widest = Math.max(...layers.map(extent));
  layers.forEach((layer, index) => {
    const start = (widest - extent(layer)) / 2;
    layer.forEach((each, place) => {
      const [main, cross] = [index * (length + along), start + place * (breadth + across)];
      [each.x, each.y] = isRight ? [main + 1, cross + 1] : [cross + 1, main + 1];
    });
  });
  const whole = layers.length * (length + along) - along;
  return isRight ? { width: whole + 2, height: widest + 2 } : { width: widest + 2, height: whole + 2 };
}
