// A fresh Thunderbird that asks nothing, looks up nothing, and belongs to one person.
user_pref("app.donation.eoy.version.viewed", 999);
user_pref("app.update.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("extensions.getAddons.cache.enabled", false);
user_pref("extensions.systemAddon.update.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.rights.version", 1);
user_pref("mail.spotlight.firstRunDone", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("marionette.port", 0);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.dns.disableIPv6", true);
user_pref("network.manage-offline-status", false);
user_pref("network.proxy.type", 0);
user_pref("services.settings.server", "data:,");
user_pref("mail.inappnotifications.enabled", false);
user_pref("toolkit.telemetry.enabled", false);

// Where mail comes from is never asked.
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.check_new_mail", false);
user_pref("mail.server.server1.hostname", "127.0.0.1");
user_pref("mail.server.server1.login_at_startup", false);
user_pref("mail.server.server1.name", "@ADDRESS@");
user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.userName", "@ADDRESS@");
user_pref("mail.identity.id1.fcc", false);
user_pref("mail.identity.id1.fullName", "김민수");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.identity.id1.useremail", "@ADDRESS@");
user_pref("mail.identity.id1.valid", true);

// Where it goes.
user_pref("mail.smtp.defaultserver", "smtp1");
user_pref("mail.smtpservers", "smtp1");
user_pref("mail.smtpserver.smtp1.authMethod", 1);
user_pref("mail.smtpserver.smtp1.hostname", "127.0.0.1");
user_pref("mail.smtpserver.smtp1.port", @PORT@);
user_pref("mail.smtpserver.smtp1.try_ssl", 0);
user_pref("mail.smtpserver.smtp1.type", "smtp");

user_pref("calendar.list.sortOrder", "home");
user_pref("calendar.registry.home.imip.identity.key", "id1");
user_pref("calendar.registry.home.name", "Home");
user_pref("calendar.registry.home.type", "storage");
user_pref("calendar.registry.home.uri", "moz-storage-calendar://");
user_pref("calendar.timezone.local", "Asia/Seoul");
user_pref("calendar.timezone.useSystemTimezone", false);
