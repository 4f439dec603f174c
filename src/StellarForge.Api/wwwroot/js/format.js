// Whole numbers with their thousands grouped; what is below ten keeps two digits.
const figures = new Intl.NumberFormat("en", { maximumFractionDigits: 0, maximumSignificantDigits: 2, roundingPriority: "morePrecision" });
const measures = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const percents = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 2 });

/** What stands where there is no value. */
export const none = "–";

/** A number of things: 22,275, 0.5. */
export const count = (value) => (isNumber(value) ? figures.format(value) : none);

/** A rate: 2,250/s. */
export const perSecond = (value) => (isNumber(value) ? `${count(value)}/s` : none);

/** A share of one. */
export const percent = (value) => (isNumber(value) ? percents.format(value) : none);

/** Milliseconds. */
export function milliseconds(value) {
  if (!isNumber(value)) return none;
  return value < 1000 ? `${measures.format(value)} ms` : seconds(value / 1000);
}

/** Seconds, or hours, minutes and seconds. */
export function seconds(value) {
  if (!isNumber(value)) return none;
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  if (value < 60) return `${measures.format(value)} s`;
  const all = Math.round(value);
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return `${hours > 0 ? `${hours} h ` : ""}${minutes} min ${all % 60} s`;
}

/** Bytes, in units of 1,000. */
export function bytes(value) {
  if (!isNumber(value)) return none;
  const units = ["B", "kB", "MB", "GB", "TB"];
  const unit = value < 1000 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  return `${measures.format(value / 1000 ** unit)} ${units[unit]}`;
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
