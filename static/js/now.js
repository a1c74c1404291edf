// A line across the table where it is now, by the clock of the venue.
const clockOf = (tzid) => {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: tzid, hour: "numeric", minute: "numeric" }).formatToParts();
  const [hour, minute] = ["hour", "minute"].map((type) => Number(parts.find((part) => part.type === type).value));
  return { hour: `${hour}:00`, part: minute / 60 };
};
const draw = (table) => {
  const scroller = table.parentElement;
  scroller.querySelector(".now-line")?.remove();
  const head = table.querySelector("[aria-current=time]");
  const { hour, part } = clockOf(table.dataset.tzid);
  if (!head?.offsetWidth || head.querySelector(".clock").textContent !== hour) return;
  const day = table.querySelector("[aria-current=date]");
  const body = table.tBodies[0];
  const line = document.createElement("div");
  const down = table.classList.contains("down");
  const along = down
    ? { top: head.offsetTop + head.offsetHeight * part, height: 2 }
    : { left: head.offsetLeft + head.offsetWidth * part, width: 2 };
  const whole = day ?? body;
  const across = down
    ? { left: day ? day.offsetLeft : head.offsetWidth, width: day ? day.offsetWidth : body.offsetWidth - head.offsetWidth }
    : { top: whole.offsetTop, height: whole.offsetHeight };
  line.className = "now-line";
  line.setAttribute("aria-hidden", "true");
  for (const [side, size] of Object.entries({ ...along, ...across })) {
    const base = side === "left" ? table.offsetLeft : side === "top" ? table.offsetTop : 0;
    line.style[side] = `${base + size}px`;
  }
  scroller.append(line);
};
const drawAll = () => document.querySelectorAll("table.slots").forEach(draw);
drawAll();
addEventListener("resize", drawAll);
setInterval(drawAll, 60_000);
