// The calendars on the network and the passwords to them.
for (const calendar of cal.manager.getCalendars().filter(one => one.type != "storage")) {
  cal.manager.removeCalendar(calendar);
}
await Services.logins.removeAllUserFacingLoginsAsync?.();
Services.logins.removeAllLogins?.();
