// Beside the pictures: who is here, and what is written.
export function side(room, { words, facts, act }) {
  const people = room.querySelector("[data-people]");
  const lines = room.querySelector("[data-lines]");

  const button = (text, what, attendance) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: "quiet" });
    made.addEventListener("click", () => act(what, { attendance }));
    return made;
  };
  const entry = (one, me) => {
    const line = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "person-name", translate: false });
    name.textContent = one.attendance === me ? words.you.replace("{name}", one.name) : one.name;
    line.append(name);
    const marks = [one.role === "host" && words.host, one.role === "viewer" && words.viewer, one.muted && words.muted,
      one.waiting && words.waits].filter(Boolean);
    if (marks.length) line.append(Object.assign(document.createElement("small"), { textContent: ` ${marks.join(" · ")}` }));
    if (facts.host && one.waiting) line.append(button(words.admit.replace("{name}", one.name), "admission", one.attendance));
    if (facts.host && one.attendance !== me) line.append(button(words.remove.replace("{name}", one.name), "removal", one.attendance));
    return line;
  };

  return {
    people: (here, me) => people.replaceChildren(...here.map((one) => entry(one, me))),
    line({ name, text, at }) {
      const line = document.createElement("li");
      const time = Object.assign(document.createElement("time"), { dateTime: at });
      time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      const who = Object.assign(document.createElement("strong"), { textContent: name, translate: false });
      const said = Object.assign(document.createElement("span"), { textContent: text, translate: false });
      line.append(who, " ", time, document.createElement("br"), said);
      lines.append(line);
      line.scrollIntoView({ block: "nearest" });
    },
    forget: () => lines.replaceChildren(),
  };
}
