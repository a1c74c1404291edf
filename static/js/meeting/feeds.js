// What is sent and seen: one handle at the conference server for each picture.
const PLUGIN = "janus.plugin.videoroom";

// `on.feed(id, track, live)` for every track of others, `on.gone(id)` when they end.
export function watch(janus, on) {
  const seen = new Map();
  let own = null;

  const follow = (id, privateId) => {
    if (seen.has(id)) return;
    seen.set(id, null);
    janus.attach({
      plugin: PLUGIN,
      success(handle) {
        seen.set(id, handle);
        handle.send({ message: { request: "join", ptype: "subscriber", private_id: privateId, streams: [{ feed: id }] } });
      },
      onmessage(said, jsep) {
        const handle = seen.get(id);
        if (jsep) handle?.createAnswer({ jsep, success: (mine) => handle.send({ message: { request: "start" }, jsep: mine }) });
      },
      onremotetrack: (track, mid, live) => on.feed(id, track, live),
      error: () => seen.delete(id),
    });
  };
  const forget = (id) => {
    const handle = seen.get(id);
    if (!seen.delete(id)) return;
    handle?.detach();
    on.gone(id);
  };

  return new Promise((resolve, reject) => {
    janus.attach({
      plugin: PLUGIN,
      success(handle) {
        own = handle;
        handle.send({ message: { request: "join", ptype: "publisher" } });
      },
      onmessage(said, jsep) {
        if (said.error) return reject(new Error(said.error));
        if (said.videoroom === "joined") {
          own.privateId = said.private_id;
          own.feed = said.id;
          resolve(own);
        }
        for (const other of said.publishers ?? []) if (!isOurs(other.id, own.feed)) follow(other.id, own.privateId);
        for (const id of [said.unpublished, said.leaving]) if (id && id !== "ok") forget(id);
        if (jsep) own.handleRemoteJsep({ jsep });
      },
      error: reject,
    });
  });
}

const isOurs = (id, feed) => id === feed || id === `${feed}-screen`;

export function publish(handle, tracks) {
  const wanted = tracks.map((track) => ({ type: track.kind, capture: track, recv: false }));
  return new Promise((resolve, reject) => {
    handle.createOffer({
      tracks: wanted,
      success: (jsep) => { handle.send({ message: { request: "publish" }, jsep }); resolve(); },
      error: reject,
    });
  });
}

// The screen is somebody of its own for the server; resolves with what ends it.
export function present(janus, stream) {
  return new Promise((resolve, reject) => {
    let own = null;
    janus.attach({
      plugin: PLUGIN,
      success(handle) {
        own = handle;
        handle.send({ message: { request: "join", ptype: "publisher", screen: true } });
      },
      onmessage(said, jsep) {
        if (said.error) return reject(new Error(said.error));
        if (said.videoroom === "joined") publish(own, stream.getTracks()).then(() => resolve(() => own.detach()), reject);
        if (jsep) own.handleRemoteJsep({ jsep });
      },
      error: reject,
    });
  });
}

// The camera's light goes out too: its track ends, and another takes its place when it is wanted again.
export async function replace(handle, kind, track) {
  const sender = handle.webrtcStuff.pc?.getSenders().find((one) => one.kind === kind || one.track?.kind === kind);
  await (sender ?? handle[`${kind}Sender`])?.replaceTrack(track);
  if (sender) handle[`${kind}Sender`] = sender;
}
