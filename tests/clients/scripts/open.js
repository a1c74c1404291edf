// Opens a mail that lies in a file, as a double click does. Gives the ids of the buttons on its bar.
const [path] = args;
const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
file.initWithPath(path);
MailUtils.openEMLFile(main(), file, Services.io.newFileURI(file));
await until(() => message().msgLoaded, "the mail");

const bar = message().calImipBar;
if (bar.loadingItipItem) {
  await seen(() => bar.itipItem, 15); // never for a method that it does not know
}
return bar.getButtons().filter(button => button.id && !button.hidden).map(button => button.id);
