// One socket to the relay: our own frames, and beside them those of janus.js, which believes it has a socket of
// its own. The ticket goes through it and never stands in an address.
const NAMES = { firefox: /firefox\/(\d+)/i, safari: /version\/(\d+).*safari/i, chrome: /chrome\/(\d+)/i };

class Shared extends EventTarget {
  constructor(socket) {
    super();
    this.socket = socket;
    setTimeout(() => this.dispatchEvent(new Event("open")));
  }
  get readyState() { return this.socket.readyState; }
  send(text) { if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text); }
  close() { this.socket.close(); }
}

// `heard` has a function for each kind of our frames, and `closed(code, reason)`. Resolves with the session.
export function connect({ ticket, ws_url: url, ice }, heard) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "janus-protocol");
    let shared = null;
    socket.onopen = () => socket.send(JSON.stringify({ silkroom: "enter", ticket }));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (!("silkroom" in frame)) return shared?.dispatchEvent(new MessageEvent("message", { data }));
      heard[frame.silkroom]?.(frame);
      if (frame.silkroom === "entered") {
        shared = new Shared(socket);
        session(shared, ice).then((janus) => resolve({ janus, socket, say: (said) => say(socket, said) }), reject);
      }
    };
    socket.onclose = ({ code, reason }) => {
      heard.closed(code, reason);
      reject(new Error(reason));
    };
  });
}

function say(socket, said) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
}

// janus.js keeps what it depends on from the first time on: which socket it is given is asked anew each time.
let present = null;
function Present() { return present; }

function session(shared, iceServers) {
  present = shared;
  const dependencies = window.Janus.useDefaultDependencies({ WebSocket: Present, adapter: browser() });
  return new Promise((resolve, reject) => {
    window.Janus.init({
      debug: false, dependencies,
      callback: () => {
        const janus = new window.Janus({
          server: "wss://relay", iceServers,
          success: () => resolve(janus), error: reject, destroyed: () => {},
        });
      },
    });
  });
}

// What janus.js wants to know of it.
function browser() {
  for (const [name, pattern] of Object.entries(NAMES)) {
    const found = navigator.userAgent.match(pattern);
    if (found) return { browserDetails: { browser: name, version: Number(found[1]) } };
  }
  return { browserDetails: { browser: "chrome", version: 0 } };
}
