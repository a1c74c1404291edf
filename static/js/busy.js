// A form that was sent says so, and is not sent twice.
for (const form of document.querySelectorAll("form[data-busy]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.formTarget === "_blank") return; // the page stays as it is
    if (sent) return event.preventDefault();
    sent = true;
    if (!button || button.name === "step") return;
    const shown = button.closest(".hidden") ? document.querySelector(`button[form="${form.id}"]:not([name])`) : button;
    if (!shown) return;
    shown.dataset.said = shown.textContent;
    shown.textContent = form.dataset.busy;
    shown.setAttribute("aria-busy", "true");
  });
  // The browser's "back" brings the page as it was left.
  addEventListener("pageshow", () => {
    sent = false;
    for (const shown of document.querySelectorAll("[aria-busy=true]")) {
      shown.textContent = shown.dataset.said;
      shown.removeAttribute("aria-busy");
    }
  });
}
