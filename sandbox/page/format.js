import { language, text } from "./strings.js";

const LOCALE = language === "en" ? "en-GB" : "ru-RU";
const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options }));
  return formats.get(key);
}

/** 09:45 */
export function time(moment, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(moment));
}

/** 24 ноября */
export function day(moment, zone) {
  return format(zone, { day: "numeric", month: "long" }).format(new Date(moment));
}

/** вт, 24 ноября */
export function weekday(moment, zone) {
  return format(zone, { weekday: "short", day: "numeric", month: "long" }).format(new Date(moment));
}

/** 09:45, or with the day when it is another day than `now`. */
export function timeOrDay(moment, now, zone) {
  const near = day(moment, zone) === day(now, zone);
  return near ? time(moment, zone) : `${day(moment, zone)}, ${time(moment, zone)}`;
}

/** Whether the browser knows the time zone. */
export function knownZone(zone) {
  try {
    format(zone, { hour: "2-digit" });
    return true;
  } catch {
    return false;
  }
}

/** The city of a zone for people. */
export function city(zone) {
  return text.cities[zone] ?? zone.split("/").pop().replaceAll("_", " ");
}

export function size(bytes) {
  let unit = 0;
  let number = bytes;
  while (number >= 1024 && unit < text.bytes.length - 1) {
    number /= 1024;
    unit += 1;
  }
  return `${new Intl.NumberFormat(LOCALE, { maximumFractionDigits: unit ? 1 : 0 }).format(number)} ${text.bytes[unit]}`;
}

export function seconds(number) {
  const whole = Math.round(number);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ");
}

export function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => word[0] ?? "").join("").toUpperCase() || "?";
}
