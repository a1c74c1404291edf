// What every script begins with.
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const { CalAttendee } = ChromeUtils.importESModule("resource:///modules/CalAttendee.sys.mjs");
const { CalEvent } = ChromeUtils.importESModule("resource:///modules/CalEvent.sys.mjs");
const { CalRecurrenceInfo } = ChromeUtils.importESModule("resource:///modules/CalRecurrenceInfo.sys.mjs");
const { MailUtils } = ChromeUtils.importESModule("resource:///modules/MailUtils.sys.mjs");
const { setTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");

const SENT_UNASKED = { responseMode: Ci.calIItipItem.AUTO };
const main = () => Services.wm.getMostRecentWindow("mail:3pane");
const home = () => cal.manager.getCalendarById("home");
const tabs = () => main().document.getElementById("tabmail");
const message = () => tabs().currentTabInfo.mode.name == "mailMessageTab" && tabs().currentAboutMessage;
const utc = time => cal.createDateTime(time);
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// The first true value of `look`, which may fail while things are being built; null when time is up.
async function seen(look, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(50)) {
    try {
      const found = await look();
      if (found) {
        return found;
      }
    } catch {}
  }
  return null;
}

async function until(look, what) {
  const found = await seen(look);
  if (!found) {
    throw new Error(`${what} did not come`);
  }
  return found;
}

// Resolves once something was added, modified or deleted in the calendar.
function changed() {
  return new Promise((resolve, reject) => {
    const told = () => {
      home().removeObserver(observer);
      resolve();
    };
    const observer = {
      QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
      onStartBatch() {},
      onEndBatch() {},
      onLoad() {},
      onError() {},
      onPropertyChanged() {},
      onPropertyDeleting() {},
      onAddItem: told,
      onModifyItem: told,
      onDeleteItem: told,
    };
    home().addObserver(observer);
    setTimeout(() => reject(new Error("the calendar did not change")), 30000);
  });
}

// One date of a meeting, by the instant at which its rule put it; the meeting itself where none is given.
async function dated(uid, recurrenceId) {
  const meeting = await home().getItem(uid);
  if (!recurrenceId) {
    return meeting;
  }
  const id = utc(recurrenceId).getInTimezone(meeting.startDate.timezone);
  return meeting.recurrenceInfo.getOccurrenceFor(id);
}
