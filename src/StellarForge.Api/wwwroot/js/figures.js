/** The faults that a stream can inject, and what they are called on the page. */
export const faults = { late: "Late", disorder: "Out of order", duplicates: "Duplicates", bad: "Bad" };

/** The sum of a figure over tables. */
export const total = (tables, figure) => tables.reduce((sum, table) => sum + (table[figure] ?? 0), 0);

/**
 * What two statuses, some seconds apart, say of the time between them: figures by key, such as `stream/shop/rate`. Counts are those since a process
 * began, so that one that fell says that it began anew, and nothing of the rate. All rates are of the same seconds, so that they fit to one another.
 */
export function figuresOf(before, now) {
  const seconds = before ? (Date.parse(now.time) - Date.parse(before.time)) / 1000 : 0;
  const rate = (was, is) => (seconds > 0 && was !== undefined && is >= was ? (is - was) / seconds : null);
  const figures = {};

  for (const stream of now.streams) {
    const was = before?.streams.find((other) => other.name === stream.name);
    figures[`stream/${stream.name}/rate`] = rate(was?.events, stream.events);
    figures[`stream/${stream.name}/spooled`] = stream.spooledEvents;
    for (const table of stream.tables) {
      figures[`stream/${stream.name}/topic/${table.topic}`] = rate(tableOf(was, table)?.events, table.events);
    }

    for (const fault of Object.keys(faults)) {
      const injected = rate(was && total(was.tables, fault), total(stream.tables, fault));
      if (injected !== null) figures[`fault/${fault}`] = (figures[`fault/${fault}`] ?? 0) + injected;
    }
  }

  for (const pipeline of now.pipelines) {
    const was = before?.pipelines.find((other) => other.name === pipeline.name);
    figures[`pipeline/${pipeline.name}/rate`] = rate(was?.events, pipeline.events);
    figures[`pipeline/${pipeline.name}/lag`] = pipeline.lag;
    figures[`pipeline/${pipeline.name}/letters`] = rate(was && total(was.tables, "deadLetters"), total(pipeline.tables, "deadLetters"));
    figures[`pipeline/${pipeline.name}/written`] = rate(was && total(was.tables, "written"), total(pipeline.tables, "written"));
    for (const table of pipeline.tables) {
      figures[`pipeline/${pipeline.name}/topic/${table.topic}`] = rate(read(tableOf(was, table)), read(table));
    }
  }

  for (const quantile of ["p50", "p95", "p99"]) {
    const slowest = now.pipelines.map((pipeline) => pipeline.latencyMilliseconds?.[quantile]).filter(Number.isFinite);
    figures[`latency/${quantile}`] = slowest.length > 0 ? Math.max(...slowest) : null;
  }

  const parts = [...now.streams, ...now.pipelines];
  figures["errors/failed"] = parts.filter(({ state }) => state === "failed").length;
  figures["errors/waiting"] = parts.filter(({ state }) => state === "waiting").length;
  return figures;
}

const tableOf = (part, { table, topic }) => part?.tables.find((other) => other.table === table && other.topic === topic);

const read = (table) => table && table.written + table.ignored + table.deadLetters + table.repeated;
