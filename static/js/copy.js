// One click selects a secret whole, so that it can be copied.
document.querySelectorAll(".secret input").forEach((shown) => shown.addEventListener("focus", () => shown.select()));
