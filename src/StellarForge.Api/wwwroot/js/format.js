const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const percents = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 2 });

/** What stands where there is no value. */
export const none = "–";

/** A whole number with its thousands grouped. */
export const count = (value) => (isNumber(value) ? whole.format(value) : none);

/** A number in at most three digits: 1.25K. */
export const compact = (value) => (isNumber(value) ? short.format(value) : none);

/** A rate. */
export const perSecond = (value) => (isNumber(value) ? `${compact(value)}/s` : none);

/** A share of one. */
export const percent = (value) => (isNumber(value) ? percents.format(value) : none);

/** Milliseconds. */
export function milliseconds(value) {
  if (!isNumber(value)) return none;
  return value < 1000 ? `${short.format(value)} ms` : `${short.format(value / 1000)} s`;
}

/** Bytes, in units of 1,000. */
export function bytes(value) {
  if (!isNumber(value)) return none;
  const units = ["B", "kB", "MB", "GB", "TB"];
  const unit = value < 1000 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  return `${(value / 1000 ** unit).toLocaleString("en", { maximumSignificantDigits: 3 })} ${units[unit]}`;
}

/** A point in time, UTC as everywhere in StellarForge: 2026-11-22 08:15:30. */
export function time(value) {
  const date = new Date(value ?? NaN);
  return Number.isNaN(date.getTime()) ? none : date.toISOString().slice(0, 19).replace("T", " ");
}

/** A time of day, UTC. */
export const clock = (value) => time(value).slice(-8);

/** The number of things, with the thing's name: 1 row, 2 rows. */
export const plural = (value, thing) => `${count(value)} ${thing}${value === 1 ? "" : "s"}`;

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
