// Who is seen: a tile for everybody, and the presentation large above them.
const SCREEN = "-screen";

export function stage(room, words) {
  const tiles = room.querySelector("[data-tiles]");
  const large = room.querySelector("[data-stage]");
  const presents = room.querySelector("[data-presents]");
  const names = new Map();
  const streams = new Map();

  function place(id) {
    const screen = id.endsWith(SCREEN);
    const owner = screen ? id.slice(0, -SCREEN.length) : id;
    const known = document.getElementById(`feed-${id}`);
    if (known) return known;
    const box = screen ? large : tiles.appendChild(document.createElement("li"));
    const video = Object.assign(document.createElement("video"), { id: `feed-${id}`, autoplay: true, playsInline: true });
    box.append(video);
    if (screen) {
      large.hidden = false;
      room.dataset.presenting = "";
      presents.textContent = names.get(owner)?.presents ?? "";
    } else {
      box.dataset.tile = owner;
      const name = box.appendChild(document.createElement("span"));
      name.textContent = names.get(owner)?.name ?? "";
    }
    return video;
  }

  return {
    add(id, track, mine = false) {
      const video = place(id);
      const stream = streams.get(id) ?? new MediaStream();
      streams.set(id, stream);
      stream.addTrack(track);
      video.muted = mine;
      video.toggleAttribute("data-mine", mine);
      video.srcObject = stream;
      video.play().catch(() => {});
    },
    take(id, track) {
      streams.get(id)?.removeTrack(track);
    },
    remove(id) {
      const video = document.getElementById(`feed-${id}`);
      streams.delete(id);
      if (!video) return;
      if (!id.endsWith(SCREEN)) return video.parentElement.remove();
      video.remove();
      large.hidden = large.querySelector("video") === null;
      if (large.hidden) delete room.dataset.presenting;
    },
    // Everybody has a tile, with a camera or without.
    people(here, me) {
      for (const one of here) {
        const mine = one.attendance === me;
        const presenting = mine ? words.you_present : words.presents.replace("{name}", one.name);
        names.set(String(one.attendance), { name: mine ? words.you.replace("{name}", one.name) : one.name, presents: presenting });
        if (one.role !== "viewer") place(String(one.attendance));
        const label = tiles.querySelector(`[data-tile="${one.attendance}"] span`);
        if (label) label.textContent = names.get(String(one.attendance)).name;
      }
      const ids = new Set(here.map((one) => String(one.attendance)));
      for (const tile of [...tiles.children]) if (!ids.has(tile.dataset.tile)) tile.remove();
    },
    clear() {
      for (const id of [...streams.keys()]) this.remove(id);
      tiles.replaceChildren();
    },
  };
}
