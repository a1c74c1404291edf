// A meeting is deleted, or one date of it; its guests are told.
const [uid, recurrenceId] = args;
const meeting = await dated(uid);
if (!recurrenceId) {
  await main().doTransaction("delete", meeting, home(), null, null, SENT_UNASKED);
} else {
  const left = meeting.clone();
  left.recurrenceInfo.removeOccurrenceAt((await dated(uid, recurrenceId)).recurrenceId);
  await main().doTransaction("modify", left, home(), meeting, null, SENT_UNASKED);
}
