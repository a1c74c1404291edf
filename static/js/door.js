// The screen at a door looks again and again, says when it has lost the server, and begins anew once a day.
const place = document.querySelector("[data-door]"), lost = document.querySelector("[data-lost]");
const EVERY = 30000, PATIENCE = 10000, MISSED = 3, A_DAY = 24 * 3600 * 1000;
const opened = performance.now();
let missed = 0, seen, at;

function look() {
  const clock = place.querySelector("[data-clock]");
  seen = performance.now();
  at = Date.parse(clock.dateTime);
  tell();
}

// The wall clock of the place, by the server's time: the tablet's own may be wrong.
function tell() {
  const clock = place.querySelector("[data-clock]");
  const now = new Date(at + performance.now() - seen);
  clock.textContent = wall(now, clock.dataset.zone);
}

function wall(time, timeZone) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(time);
}

function show(text) {
  const held = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.innerHTML = text;
  if (held) document.getElementById(held)?.focus();
}

async function fetched() {
  const answer = await fetch(place.dataset.door, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  const text = answer.ok ? await answer.text() : "";
  if (!text.includes("data-clock")) throw new Error("no door");
  return text;
}

async function again() {
  try {
    show(await fetched());
    document.querySelectorAll("[data-said]").forEach((said) => said.remove());
    missed = 0;
    lost.hidden = true;
    look();
    if (performance.now() - opened > A_DAY) location.reload();
  } catch {
    missed += 1;
    if (missed >= MISSED) sayLost();
  }
  setTimeout(again, EVERY);
}

// A touch leaves the page only when it has come through: a browser's own error page would stay for ever.
async function touched(event) {
  event.preventDefault();
  const { target: form, submitter } = event;
  try {
    const body = new FormData(form, submitter);
    const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = page.querySelector("[data-door]");
    if (!shown) return location.reload();
    document.querySelectorAll("[data-said]").forEach((said) => said.remove());
    lost.before(...page.querySelectorAll("[data-said]"));
    show(shown.innerHTML);
    look();
  } catch {
    sayLost();
  }
}

function sayLost() {
  if (!lost.hidden) return;
  const { zone } = place.querySelector("[data-clock]").dataset;
  lost.querySelector("[data-since]").textContent = wall(new Date(at), zone);
  lost.hidden = false;
}

place.addEventListener("submit", touched);
look();
setInterval(tell, 1000);
setTimeout(again, EVERY);
