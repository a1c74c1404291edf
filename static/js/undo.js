// The seconds in which an undo is possible run down; at the end it goes.
for (const form of document.querySelectorAll("[data-undo]")) {
  const left = form.querySelector("[data-left]");
  const ends = performance.now() + 1000 * Number(left.textContent);
  const timer = setInterval(() => {
    const seconds = Math.ceil((ends - performance.now()) / 1000);
    left.textContent = Math.max(0, seconds);
    if (seconds > 0) return;
    clearInterval(timer);
    form.hidden = true;
  }, 1000);
}
