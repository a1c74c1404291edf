// Presses a button of the mail that is open.
const [id] = args;
const button = message().document.getElementById(id);
if (button.hidden) {
  throw new Error(`${id} is not shown`);
}
const done = changed();
button.doCommand();
await done;
