// An event of that time (UTC) and title is made in the calendar; whether its server has taken it.
const [id, title, starts, ends] = args;
const event = new CalEvent();
event.title = title;
event.startDate = utc(starts);
event.endDate = utc(ends);
event.id = cal.getUUID();
try {
  await cal.manager.getCalendarById(id).addItem(event);
  return true;
} catch {
  return false;
}
