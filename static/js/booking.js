// Rows for more people, the questions of other spaces, and only the fields of a series that count.
const TICKED = "ticked";
const rows = document.querySelector("[data-rows]");
const add = document.querySelector("[data-add-rows]");
add?.addEventListener("click", (event) => {
  const last = rows.lastElementChild;
  const number = rows.children.length;
  event.preventDefault();
  if (number >= Number(add.dataset.addRows)) return;
  const row = last.cloneNode(true);
  row.querySelectorAll(".errors").forEach((told) => told.remove());
  row.querySelectorAll("[id], [for], [name]").forEach((part) => {
    for (const name of ["id", "for", "name"]) {
      const old = part.getAttribute(name);
      if (old) part.setAttribute(name, old.replace(/^attendees-\d+/, `attendees-${number}`));
    }
    part.removeAttribute("aria-invalid");
    part.removeAttribute("aria-describedby");
    if ("value" in part && part.tagName === "INPUT") part.value = "";
  });
  row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/\d+/, number + 1));
  rows.append(row);
  row.querySelector("input").focus();
});
const questions = document.querySelector("[data-on-change]");
if (questions) {
  questions.classList.add("hidden");
  const boxes = [...document.querySelectorAll("[name=spaces]")];
  const ask = (box) => {
    sessionStorage.setItem(TICKED, JSON.stringify([box.value, scrollY]));
    questions.removeAttribute("formaction"); // else the page would come back to the beginning of the list
    questions.click();
  };
  boxes.forEach((box) => box.addEventListener("change", () => ask(box)));
  // The page that a tick asked for comes back to that tick.
  const [ticked, top] = JSON.parse(sessionStorage.getItem(TICKED)) ?? [];
  sessionStorage.removeItem(TICKED);
  const box = boxes.find((one) => one.value === ticked);
  if (box) {
    box.focus({ preventScroll: true });
    scrollTo(0, top);
  }
}
const repeats = document.querySelector("[data-repeats]");
if (repeats) {
  const freq = repeats.querySelector("select");
  const show = () => {
    const ending = repeats.querySelector("[type=radio]:checked")?.value;
    repeats.querySelectorAll("[data-freq]").forEach((part) => {
      part.hidden = !part.dataset.freq.split(" ").includes(freq.value);
    });
    repeats.querySelectorAll("[data-ending]").forEach((part) => {
      part.hidden = part.dataset.ending !== ending;
    });
  };
  repeats.addEventListener("change", show);
  show();
}
