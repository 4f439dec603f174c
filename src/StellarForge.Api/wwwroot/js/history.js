/** The last minutes of figures: a ring of times, and for each key its values at those times. */
export class History {
  #capacity;
  #times = [];
  #values = new Map();

  /** @param capacity The most points that are kept. */
  constructor(capacity) {
    this.#capacity = capacity;
  }

  /** Adds a point. A key without a value there, or before it was known, has a gap. */
  push(seconds, figures) {
    if (seconds <= this.#times.at(-1)) return;
    for (const key of Object.keys(figures)) {
      if (!this.#values.has(key)) this.#values.set(key, new Array(this.#times.length).fill(null));
    }

    this.#times.push(seconds);
    for (const [key, values] of this.#values) values.push(figures[key] ?? null);
    if (this.#times.length > this.#capacity) this.#dropFirst();
  }

  /** Breaks the lines: what happened since the last point was not seen. */
  break() {
    if (this.#times.length > 0) this.push(this.#times.at(-1) + 0.001, {});
  }

  /** Times and, for each key, values: what uPlot draws. */
  read(keys) {
    return [this.#times, ...keys.map((key) => this.#values.get(key) ?? new Array(this.#times.length).fill(null))];
  }

  /** The newest value of a key that is not a gap. */
  last(key) {
    return this.#values.get(key)?.findLast((value) => value !== null) ?? null;
  }

  #dropFirst() {
    this.#times.shift();
    for (const [key, values] of this.#values) {
      values.shift();

      // A stream or pipeline that is long gone.
      if (values.every((value) => value === null)) this.#values.delete(key);
    }
  }
}
