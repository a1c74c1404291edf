// The events of a calendar once it has asked its server anew: titles and statuses, by their start.
const [id] = args;
const calendar = cal.manager.getCalendarById(id);
const loaded = new Promise(resolve => {
  const observer = {
    QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
    onStartBatch() {}, onEndBatch() {}, onError() {}, onPropertyChanged() {}, onPropertyDeleting() {},
    onAddItem() {}, onModifyItem() {}, onDeleteItem() {},
    onLoad() {
      calendar.removeObserver(observer);
      resolve();
    },
  };
  calendar.addObserver(observer);
});
calendar.refresh();
await Promise.race([loaded, pause(5000)]);
const kinds = Ci.calICalendar.ITEM_FILTER_TYPE_EVENT | Ci.calICalendar.ITEM_FILTER_CLASS_OCCURRENCES;
const items = await calendar.getItemsAsArray(kinds, 0, utc("20261201T000000Z"), utc("20270101T000000Z"));
return items
  .map(item => [item.startDate.getInTimezone(cal.dtz.UTC).icalString, item.title, item.status])
  .sort();
