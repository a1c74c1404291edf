// Follows a calendar at an address, as the dialog for one on the network does. Gives its id.
const [address] = args;
const calendar = cal.manager.createCalendar("ics", Services.io.newURI(address));
calendar.name = "Feed";
calendar.readOnly = true;
calendar.setProperty("cache.enabled", true);
cal.manager.registerCalendar(calendar);
return calendar.id;
