// Puts the mails away that are open, each of which has a tab.
tabs().closeOtherTabs(tabs().tabInfo[0]);
await until(() => tabs().tabInfo.length == 1, "the end of the tabs");
