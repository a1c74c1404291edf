// Once its windows, its account and its calendar are there.
await until(() => main()?.document.readyState == "complete" && main().doTransaction, "the main window");
await until(() => home()?.getProperty("organizerId"), "the calendar");
await until(() => home().getProperty("itip.transport"), "the account");
