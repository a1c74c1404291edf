// What would come of the booking is asked while it is typed, and shown beside it.
const PAUSE = 600; // milliseconds without a key
const form = document.getElementById("booking");
const place = document.querySelector("[data-check]");
const said = document.querySelector("[data-said]");
let asking = null, timer = 0;

const isOpen = () => place.querySelector("[data-mails]")?.open;

async function check() {
  if (!form.elements.starts_on.value || !form.elements.begins.value || !form.elements.ends.value) return;
  asking?.abort();
  asking = new AbortController();
  const typed = new FormData(form);
  typed.delete("step");
  if (isOpen()) typed.set("mails", "1");
  try {
    const answer = await fetch(place.dataset.check, { method: "POST", body: typed, signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(page.querySelector("[data-checked]"));
  } catch (error) {
    if (error.name !== "AbortError") show(null);
  }
}

// Nothing but the answer to this question is shown: not a page to sign in, nor one of an error.
function show(answer) {
  const open = isOpen();
  form.querySelectorAll("[data-filled]").forEach((field) => field.remove());
  place.replaceChildren(...(answer ? [answer] : []));
  form.querySelectorAll("[data-wrong]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    delete field.dataset.wrong;
  });
  if (!answer) return;
  const mails = answer.querySelector("[data-mails]");
  if (mails) {
    mails.open = open;
    mails.addEventListener("toggle", () => { if (mails.open && !mails.querySelector(".to-mail")) check(); });
  }
  answer.querySelectorAll("[data-left]").forEach((left) => {
    const about = document.getElementById(`${left.dataset.left}-about`);
    if (about) about.textContent = left.textContent;
  });
  mark(answer.querySelectorAll("[data-wrong] a"));
  const verdict = answer.querySelector("[data-verdict]")?.textContent ?? "";
  if (said.textContent !== verdict) said.textContent = verdict;
}

function mark(links) {
  for (const link of links) {
    const field = document.getElementById(link.hash.slice(1));
    if (!field || !("value" in field) || field.hasAttribute("aria-invalid")) continue;
    field.setAttribute("aria-invalid", "true");
    field.dataset.wrong = "";
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

// Each name and value that was chosen takes the place of what the form has.
function fill(chosen) {
  for (const name of new Set(chosen.keys())) {
    if (["csrf_token", "step", "key"].includes(name)) continue;
    const values = chosen.getAll(name);
    const fields = [...form.elements].filter((field) => field.name === name);
    fields.forEach((field, number) => {
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else field.value = values[number] ?? "";
    });
    if (!fields.length) values.forEach((value) => form.append(hidden(name, value)));
  }
  clearTimeout(timer);
  check();
}

function hidden(name, value) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  field.dataset.filled = "";
  return field;
}

if (form && place) {
  form.addEventListener("input", later);
  place.addEventListener("change", (event) => { if (event.target.form === form) later(); });
  place.addEventListener("submit", (event) => {
    if (!("fill" in event.target.dataset)) return;
    event.preventDefault();
    fill(new FormData(event.target, event.submitter));
    place.closest("aside").querySelector("h2").scrollIntoView({ block: "nearest" });
  });
  document.querySelector("[data-check-now]").hidden = true;
  if ("atOnce" in place.dataset) check();
}
