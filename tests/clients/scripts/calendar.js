// What the calendar has of one meeting: each of its dates.
const [uid] = args;
const meeting = await home().getItem(uid);
const [first, last] = [utc("20200101T000000Z"), utc("20400101T000000Z")];
const dates = meeting?.recurrenceInfo?.getOccurrences(first, last, 0) ?? (meeting ? [meeting] : []);
return dates.map(date => ({
  title: date.title,
  starts_at: date.startDate.getInTimezone(cal.dtz.UTC).icalString,
  ends_at: date.endDate.getInTimezone(cal.dtz.UTC).icalString,
  status: date.status,
  location: date.getProperty("LOCATION") ?? "",
  partstats: Object.fromEntries(
    date.getAttendees().map(a => [a.id.replace(/^mailto:/i, ""), a.participationStatus])
  ),
}));
