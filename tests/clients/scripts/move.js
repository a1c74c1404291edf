// Another time for a meeting, or for one date of it; its guests are told.
const [uid, recurrenceId, starts, ends] = args;
const old = await dated(uid, recurrenceId);
const moved = old.clone();
const zone = old.startDate.timezone;
moved.startDate = utc(starts).getInTimezone(zone);
moved.endDate = utc(ends).getInTimezone(zone);
await main().doTransaction("modify", moved, home(), old, null, SENT_UNASKED);
