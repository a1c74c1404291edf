// A secret is selected whole by one click, and copied by another.
document.querySelectorAll(".secret").forEach((place) => {
  const shown = place.querySelector("input"), button = place.querySelector("[data-copy]");
  shown.addEventListener("focus", () => shown.select());
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(shown.value);
    button.textContent = button.dataset.copied;
  });
});
