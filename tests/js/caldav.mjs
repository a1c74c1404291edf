// One thing that an app built on tsdav does with our calendars. Reads JSON: { address, user, password, verb, given }.
// Writes what it has found, or [status, etag] of what the server answered.
import { createDAVClient } from "tsdav";
import { readFileSync } from "node:fs";

const { address, user, password, verb, given } = JSON.parse(readFileSync(0, "utf8"));
const client = await createDAVClient({
  serverUrl: address,
  credentials: { username: user, password },
  authMethod: "Basic",
  defaultAccountType: "caldav",
});
const answered = (response) => [response.status, response.headers.get("etag")];

const verbs = {
  account: async () => client.createAccount({ account: { serverUrl: address, accountType: "caldav" } }),
  calendars: async () => client.fetchCalendars(),
  objects: async () => client.fetchCalendarObjects(given),
  create: async () => answered(await client.createCalendarObject(given)),
  update: async () => answered(await client.updateCalendarObject(given)),
  remove: async () => answered(await client.deleteCalendarObject(given)),
  // Of a calendar as it was kept, with its objects: what is new in it, changed and gone.
  sync: async () => {
    const collection = { ...given.calendar, objectMultiGet: client.calendarMultiGet };
    return client.smartCollectionSync({ collection, method: "webdav", detailedResult: true });
  },
};
process.stdout.write(JSON.stringify(await verbs[verb]()));
