// Which camera and microphone, how they look and sound, before anybody else sees or hears them.
const SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };

export function devices(lobby, words, said) {
  const [cameras, microphones] = [lobby.elements.camera, lobby.elements.microphone];
  const mirror = lobby.querySelector("[data-mirror]");
  const level = lobby.querySelector("[data-level]");
  const held = { video: null, audio: null };
  let listening = null;

  async function take(kind, id) {
    held[kind]?.stop();
    held[kind] = null;
    if (id === "") return show();
    const wanted = kind === "video" ? { video: { ...SIZE, ...exactly(id) } } : { audio: id ? exactly(id) : true };
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    held[kind] = stream.getTracks()[0];
    show();
  }
  const exactly = (id) => (id ? { deviceId: { exact: id } } : {});

  function show() {
    mirror.srcObject = held.video ? new MediaStream([held.video]) : null;
    mirror.hidden = !held.video;
    listening?.close();
    listening = held.audio ? measure(held.audio, level) : null;
    if (!held.audio) level.value = 0;
  }

  async function list() {
    const found = await navigator.mediaDevices.enumerateDevices();
    fill(cameras, found.filter((one) => one.kind === "videoinput"), words.camera, held.video);
    fill(microphones, found.filter((one) => one.kind === "audioinput"), words.microphone, held.audio);
  }

  async function begin() {
    for (const kind of ["video", "audio"]) {
      try {
        await take(kind, undefined);
      } catch {
        said(words.no_devices);
      }
    }
    await list();
  }

  cameras.addEventListener("change", () => take("video", cameras.value).catch(() => said(words.no_devices)));
  microphones.addEventListener("change", () => take("audio", microphones.value).catch(() => said(words.no_devices)));
  if (navigator.mediaDevices?.getUserMedia) begin(); else said(words.no_devices);

  return {
    held, take,
    chosen: { video: () => cameras.value, audio: () => microphones.value },
    rest() {
      listening?.close();
      listening = null;
      mirror.srcObject = null;
    },
  };
}

function fill(select, found, word, track) {
  const none = select.options[0];
  const options = found.map((one, n) => new Option(one.label || word.replace("{number}", n + 1), one.deviceId));
  select.replaceChildren(none, ...options);
  const now = track?.getSettings().deviceId;
  select.value = options.some((option) => option.value === now) ? now : track && options[0] ? options[0].value : "";
}

function measure(track, level) {
  const sounds = new AudioContext();
  const meter = sounds.createAnalyser();
  const wave = new Float32Array(meter.fftSize);
  sounds.createMediaStreamSource(new MediaStream([track])).connect(meter);
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(wave);
    level.value = Math.min(1, 4 * Math.hypot(...wave) / Math.sqrt(wave.length));
  }, 100);
  return { close() { clearInterval(timer); sounds.close(); } };
}
