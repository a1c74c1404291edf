// How long a booking is to be: drag over free time, or Shift and an arrow key. A plain click follows the link.
const STEP = 15;
const FAR_ENOUGH = 5; // pixels until a press is a drag
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const clock = (minutes) => `${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const clamp = (least, value, most) => Math.min(Math.max(least, value), most);

// What a free cell offers: times are minutes after midnight at the venue.
const offer = (cell) => {
  const asked = new URL(cell.querySelector("a").href).searchParams;
  const [grid, least, most] = cell.dataset.lengths.split(" ").map(Number);
  const [from, until] = [Number(cell.dataset.from), Number(cell.dataset.until)];
  const size = Math.max(cell.colSpan, cell.rowSpan) * STEP;
  const day = asked.get("starts_at").slice(0, 10);
  const usual = Number(asked.get("duration").match(/\d+/)[0]);
  return { cell, grid, least, most, from, until, size, day, usual, line: `${asked.get("space")} ${day}`, asked };
};

const start = (table) => {
  const down = table.classList.contains("down");
  const cells = [...table.tBodies[0].querySelectorAll("td, th")];
  const free = cells.filter((cell) => cell.matches("td.free")).map(offer);
  const target = (cell) => cell.querySelector("a") ?? cell;
  let chosen = null;
  let pressed = null;

  const bar = document.createElement("div");
  const told = document.createElement("p");
  const book = Object.assign(document.createElement("a"), { className: "button", textContent: table.dataset.book });
  const letGo = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
  letGo.textContent = table.dataset.letGo;
  bar.className = "choice";
  told.setAttribute("role", "status");
  book.hidden = letGo.hidden = true;
  bar.append(told, book, letGo);
  const hint = Object.assign(document.createElement("p"), { className: "soft", textContent: table.dataset.hint });
  hint.id = `how-${[...document.querySelectorAll("table.slots")].indexOf(table)}`;
  table.parentElement.after(bar, hint);
  table.setAttribute("role", "grid");
  table.setAttribute("aria-describedby", hint.id);

  const enter = (cell) => {
    cells.forEach((other) => target(other).setAttribute("tabindex", other === cell ? 0 : -1));
  };
  const show = (choice) => {
    chosen = choice;
    const { anchor, begins, ends } = choice ?? {};
    for (const each of free) {
      const within = choice && each.line === anchor.line && each.from < ends && each.from + each.size > begins;
      each.cell.classList.toggle("picked", Boolean(within));
    }
    bar.classList.toggle("open", Boolean(choice));
    bar.classList.toggle("settled", Boolean(choice) && !pressed); // it must not lie over what is dragged
    book.hidden = letGo.hidden = !choice;
    told.textContent = choice ? sentence(choice) : "";
    if (choice) book.href = address(choice);
  };
  const sentence = ({ anchor, begins, ends }) => {
    const own = anchor.cell.querySelector(".own");
    const ahead = own ? minutesOf(own.textContent) - minutesOf(anchor.cell.querySelector(".clock").textContent) : 0;
    const mine = [begins, ends].map((at) => clock((at + ahead + 1440) % 1440)).join("–");
    const said = table.dataset.chosen.replace("{span}", `${clock(begins)}–${clock(ends)}`);
    return own ? `${said} ${table.dataset.own.replace("{span}", mine)}` : said;
  };
  const address = ({ anchor, begins, ends }) => {
    const asked = new URLSearchParams(anchor.asked);
    asked.set("starts_at", `${anchor.day}T${clock(begins).padStart(5, "0")}`);
    asked.set("duration", `PT${ends - begins}M`);
    return `/reservations/new?${asked}`;
  };
  const fitted = (anchor, begins, ends) => {
    const last = Math.min(anchor.until, begins + anchor.most);
    const length = Math.ceil((clamp(begins + anchor.least, ends, last) - begins) / anchor.grid) * anchor.grid;
    return { anchor, begins, ends: begins + (begins + length > last ? length - anchor.grid : length) };
  };

  const lengthen = (cell, forward) => {
    const anchor = chosen?.anchor.cell === cell ? chosen.anchor : free.find((each) => each.cell === cell);
    if (!anchor) return;
    const ends = chosen ? chosen.ends + (forward ? anchor.grid : -anchor.grid) : anchor.from + anchor.usual;
    show(fitted(anchor, chosen?.begins ?? anchor.from, ends));
  };
  // The nearest cell that lies that way, by where they are drawn.
  const beside = (cell, [x, y]) => {
    const here = cell.getBoundingClientRect();
    const way = cells.filter((other) => other !== cell).map((other) => {
      const there = other.getBoundingClientRect();
      const ahead = x > 0 ? there.left - here.right : x < 0 ? here.left - there.right
        : y > 0 ? there.top - here.bottom : here.top - there.bottom;
      const aside = x ? Math.abs(there.top - here.top) : Math.abs(there.left - here.left);
      const meets = x ? there.top < here.bottom - 1 && there.bottom > here.top + 1
        : there.left < here.right - 1 && there.right > here.left + 1;
      return { other, ahead, aside, meets };
    });
    const found = way.filter((one) => one.meets && one.ahead > -2);
    return found.sort((a, b) => a.ahead - b.ahead || a.aside - b.aside)[0]?.other;
  };
  const move = (cell) => {
    if (!cell) return;
    show(null);
    enter(cell);
    target(cell).focus();
  };

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td, th");
    const way = ARROWS[event.key];
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    if (way && event.shiftKey && way[down ? 1 : 0]) lengthen(cell, way[down ? 1 : 0] > 0);
    else if (way && !event.shiftKey) move(beside(cell, way));
    else if (event.key === "Enter" && chosen) location.assign(address(chosen));
    else if (event.key === "Escape" && chosen) show(null);
    else return;
    event.preventDefault();
  });
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("tbody td, tbody th");
    if (cell) enter(cell);
  });
  bar.addEventListener("keydown", (event) => event.key === "Escape" && (move(chosen?.anchor.cell)));
  letGo.addEventListener("click", () => move(chosen?.anchor.cell));

  // The minute that a pointer is over, in the line and the stretch of free time that it was pressed in.
  const under = (event) => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td.free");
    const each = free.find((one) => one.cell === cell);
    if (!each || each.line !== pressed.anchor.line || each.until !== pressed.anchor.until) return null;
    const box = cell.getBoundingClientRect();
    const part = down ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width;
    return { each, at: each.from + Math.floor((part * each.size) / each.grid) * each.grid };
  };
  table.addEventListener("pointerdown", (event) => {
    const anchor = free.find((each) => each.cell === event.target.closest("td.free"));
    if (!anchor || event.button || event.pointerType === "touch") return; // a finger scrolls, and taps a link
    pressed = { anchor, x: event.clientX, y: event.clientY, at: null };
    pressed.at = under(event)?.at ?? anchor.from;
  });
  addEventListener("pointermove", (event) => {
    if (!pressed) return;
    const far = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > FAR_ENOUGH;
    const over = far || pressed.moved ? under(event) : null;
    if (!over) return;
    pressed.moved = true;
    const { anchor } = over.at < pressed.at ? { anchor: over.each } : pressed;
    show(fitted(anchor, Math.min(over.at, pressed.at), Math.max(over.at, pressed.at) + anchor.grid));
  });
  addEventListener("pointerup", () => {
    if (!pressed) return;
    const { moved } = pressed;
    pressed = null;
    if (!moved) return;
    addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
    setTimeout(() => book.focus());
    show(chosen);
  });
  table.addEventListener("dragstart", (event) => event.preventDefault());
  if (free.length) enter(free[0].cell);
  else if (cells.length) enter(cells[0]);
};
document.querySelectorAll("table.slots").forEach(start);
