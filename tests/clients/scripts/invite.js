// A meeting as its dialog makes one, with a single guest; the invitation goes out. Gives its UID.
const [{ title, starts, ends, tzid, rule, guest }] = args;
const zone = cal.timezoneService.getTimezone(tzid);
const meeting = new CalEvent();
meeting.title = title;
for (const [name, value] of [["startDate", starts], ["endDate", ends]]) {
  const at = utc(value);
  at.timezone = zone;
  meeting[name] = at;
}
meeting.calendar = home();
meeting.organizer = cal.itip.createOrganizer(home());
meeting.setProperty("X-MOZ-SEND-INVITATIONS", "TRUE");
const attendee = new CalAttendee();
attendee.id = `mailto:${guest}`;
attendee.role = "REQ-PARTICIPANT";
attendee.participationStatus = "NEEDS-ACTION";
attendee.rsvp = "TRUE";
meeting.addAttendee(attendee);
if (rule) {
  meeting.recurrenceInfo = new CalRecurrenceInfo(meeting);
  meeting.recurrenceInfo.appendRecurrenceItem(cal.createRecurrenceRule(`RRULE:${rule}`));
}
meeting.id = cal.getUUID();
await main().doTransaction("add", meeting, home(), null, null, SENT_UNASKED);
return meeting.id;
