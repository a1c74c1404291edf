// A calendar of a CalDAV server, found from the server's address as the dialog does. Gives what was found.
const [address, user, password, realm] = args;
const { CalDavProvider } = ChromeUtils.importESModule("resource:///modules/CalDavProvider.sys.mjs");
const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
login.init(new URL(address).origin, null, realm, user, password, "", "");
await Services.logins.addLoginAsync(login);
const found = await CalDavProvider.detectCalendars(user, password, address, false, {});
for (const calendar of found) {
  calendar.setProperty("username", user);
  calendar.setProperty("cache.enabled", true);
  cal.manager.registerCalendar(calendar);
}
return found.map(calendar => ({
  id: calendar.id, name: calendar.name, read_only: calendar.readOnly, address: calendar.uri.spec,
}));
