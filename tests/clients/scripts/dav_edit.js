// The event of that title gets another one, or goes away where there is none.
const [id, title, other] = args;
const calendar = cal.manager.getCalendarById(id);
const items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_TYPE_EVENT, 0, null, null);
const event = items.find(item => item.title == title);
if (!other) {
  await calendar.deleteItem(event);
  return;
}
const changedEvent = event.clone();
changedEvent.title = other;
await calendar.modifyItem(changedEvent, event);
