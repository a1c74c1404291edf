// The meeting's page: the lobby, then the room, and back when it has ended.
import { devices } from "./devices.js";
import { present, publish, replace, watch } from "./feeds.js";
import { connect } from "./relay.js";
import { side } from "./side.js";
import { stage } from "./stage.js";

const AGAIN = 1000, HELP_AFTER = 10000, ASK_AGAIN = 3000, SOON = 5; // milliseconds, minutes
const ENDS = { 4401: "failed", 4404: "cancelled", 4409: "elsewhere", 4410: "closed" };
const facts = JSON.parse(document.getElementById("facts").textContent);
const words = JSON.parse(document.getElementById("words").textContent);
const $ = (name) => document.querySelector(`[data-${name}]`);
const lobby = $("lobby"), room = $("room");
const now = { session: null, me: 0, own: null, until: null, warned: false, gone: false, screen: null, muted: false, dark: false };
let help = 0;

function say(text) {
  $("said").textContent = text;
  $("said").hidden = !text;
}

async function post(path, fields) {
  const form = new FormData();
  form.set("csrf_token", lobby.elements.csrf_token.value);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const answer = await fetch(path, { method: "POST", body: form, headers: { Accept: "application/json" } });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.message || words.failed), { code: told.code, status: answer.status });
  return told;
}

const act = async (what, fields = {}) => {
  try {
    return await post(`${facts.here}/${what}`, fields);
  } catch (error) {
    say(error.message);
    return null;
  }
};

const mine = facts.role === "viewer" ? null : devices(lobby, words, say);
const picture = stage(room, words);
const beside = side(room, { words, facts, act });

// A ticket is asked for at the moment of joining; it lives for a minute and a half.
async function join(fields) {
  now.gone = false;
  say(words.connecting);
  help = help || setTimeout(() => { if ($("help")) $("help").hidden = false; }, HELP_AFTER);
  try {
    let came = await post(facts.here, fields);
    while (!came.ticket) {
      say(words.waiting);
      await new Promise((done) => setTimeout(done, ASK_AGAIN));
      came = await post(facts.here, { attendance: came.attendance });
    }
    await enter(came);
  } catch (error) {
    if (error.code === "link_in_use") return inUse();
    if (error.status) return leave(error.code === "gone" ? words.turned_away : error.message);
    if (!now.gone) again();
  }
}

async function enter(came) {
  now.session = await connect(came, heard);
  now.own = await watch(now.session.janus, { feed: seen, gone: (id) => picture.remove(id) });
  clearTimeout(help);
  help = 0;
  if ($("help")) $("help").hidden = true;
  say("");
  document.body.dataset.state = "room";
  lobby.hidden = true;
  room.hidden = false;
  await send();
}

function seen(id, track, live) {
  if (live) picture.add(id, track); else picture.take(id, track);
}

async function send() {
  if (!mine) return;
  mine.rest();
  const tracks = Object.values(mine.held).filter(Boolean);
  if (mine.held.video) picture.add(String(now.me), mine.held.video, true);
  if (tracks.length) await publish(now.own, tracks);
  tell();
}

const tell = () => now.session?.say({ silkroom: "state", muted: now.muted, camera: !now.dark });

const heard = {
  entered(frame) {
    now.me = frame.attendance;
    heard.times(frame);
  },
  times(frame) {
    now.until = new Date(frame.ends_at).getTime() + (Date.now() - new Date(frame.now).getTime());
    now.warned = false;
    clock();
  },
  people({ people }) {
    const here = people.filter((one) => !one.waiting);
    picture.people(here, now.me);
    beside.people(people, now.me);
    if (here.length < 2) $("left").dataset.alone = words.alone; else delete $("left").dataset.alone;
  },
  chat: (frame) => beside.line(frame),
  closed(code, reason) {
    if (now.gone) return;
    const ended = reason === "revoked" || reason === "removed" ? reason : ENDS[code];
    if (ended) leave(words[ended]); else again();
  },
};

// Lost, or the conference server is being started again: with a new ticket, until somebody says no.
function again() {
  rest();
  say(words.lost);
  setTimeout(() => { if (!now.gone) join({ how: "here" }); }, AGAIN);
}

function rest() {
  now.screen?.();
  now.session?.socket.close();
  now.session = now.own = null;
  room.querySelector("[data-do=present]")?.setAttribute("aria-pressed", "false");
  picture.clear();
  beside.forget();
}

function leave(text) {
  now.gone = true;
  clearTimeout(help);
  help = 0;
  rest();
  room.hidden = true;
  lobby.hidden = false;
  $("inuse").hidden = true;
  $("go").hidden = false;
  document.body.dataset.state = "lobby";
  say(text);
  $("said").focus?.();
}

function inUse() {
  say("");
  $("inuse").hidden = false;
  $("go").hidden = true;
  $("inuse").querySelector("button").focus();
}

function clock() {
  if (!now.until) return;
  const minutes = Math.max(0, Math.ceil((now.until - Date.now()) / 60000));
  $("left").textContent = words.minutes.replace("{minutes}", minutes);
  if (minutes <= SOON && !now.warned && now.session) {
    now.warned = true;
    say(words.soon);
  }
}
setInterval(clock, 10000);

const controls = {
  async mute(button) {
    now.muted = pressed(button);
    if (mine.held.audio) mine.held.audio.enabled = !now.muted;
    tell();
  },
  async camera(button) {
    now.dark = pressed(button);
    const before = mine.held.video;
    if (before) picture.take(String(now.me), before);
    await mine.take("video", now.dark ? "" : mine.chosen.video() || undefined).catch(() => say(words.no_devices));
    await replace(now.own, "video", mine.held.video);
    if (mine.held.video) picture.add(String(now.me), mine.held.video, true);
    mine.rest();
    tell();
  },
  async present(button) {
    if (now.screen) return now.screen();
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true });
      const end = await present(now.session.janus, stream);
      const id = `${now.me}-screen`;
      for (const track of stream.getVideoTracks()) picture.add(id, track, true);
      button.setAttribute("aria-pressed", "true");
      now.screen = () => {
        stream.getTracks().forEach((track) => track.stop());
        picture.remove(id);
        end();
        now.screen = null;
        button.setAttribute("aria-pressed", "false");
      };
      stream.getVideoTracks()[0].addEventListener("ended", () => now.screen?.());
    } catch {
      say(words.no_screen);
    }
  },
  chat: () => document.getElementById("line").focus(),
  leave: () => leave(words.left),
  end: () => act("end"),
};

function pressed(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  return on;
}

lobby.addEventListener("submit", (event) => {
  event.preventDefault();
  const how = event.submitter?.value ?? "";
  join(how === "another" ? { how, name: lobby.elements.name.value } : { how });
});
room.querySelectorAll("[data-do]").forEach((button) => {
  button.addEventListener("click", () => controls[button.dataset.do](button));
});
document.addEventListener("keydown", (event) => {
  if (room.hidden || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const button = room.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});
$("chat").addEventListener("submit", (event) => {
  event.preventDefault();
  now.session?.say({ silkroom: "chat", text: event.target.elements.text.value });
  event.target.reset();
});
$("guest")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const made = await act("guest", Object.fromEntries(new FormData(event.target)));
  if (!made) return;
  $("link").hidden = false;
  document.getElementById("link").value = made.url;
});
const copy = (text) => navigator.clipboard.writeText(text).then(() => say(words.copied), () => {});
$("copy")?.addEventListener("click", () => copy(location.href));
$("copy-guest")?.addEventListener("click", () => copy(document.getElementById("link").value));
$("go").querySelector("button").disabled = false;
if (/KAKAOTALK|Line\/|MicroMessenger|FBAN|FBAV|Instagram/i.test(navigator.userAgent)) $("inapp").hidden = false;
