// The calendars of CalDAV servers and the passwords to them.
for (const calendar of cal.manager.getCalendars().filter(one => one.type == "caldav")) {
  cal.manager.removeCalendar(calendar);
}
await Services.logins.removeAllUserFacingLoginsAsync?.();
Services.logins.removeAllLogins?.();
