// Reads calendars (a JSON list of texts) and writes for each, as ical.js understands it, the start and the end of
// every date of it, in seconds since 1970.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const MOST = 1000;

function dates(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  const master = events.find((event) => !event.isRecurrenceException());
  if (!master) return events.map((event) => [event.startDate, event.endDate]);
  events.filter((event) => event.isRecurrenceException()).forEach((event) => master.relateException(event));
  return master.isRecurring() ? expanded(master) : [[master.startDate, master.endDate]];
}

function expanded(master) {
  const found = [];
  const each = master.iterator();
  for (let at = each.next(); at; at = each.next()) {
    const date = master.getOccurrenceDetails(at);
    found.push([date.startDate, date.endDate]);
    if (found.length > MOST) throw new Error("it does not end");
  }
  return found;
}

const texts = JSON.parse(readFileSync(0, "utf8"));
const seconds = (span) => span.map((at) => at.toUnixTime());
process.stdout.write(JSON.stringify(texts.map((text) => dates(text).map(seconds))));
