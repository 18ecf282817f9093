import { h } from "./dom.js";
import { icon } from "./icons.js";
import { dialog, popup } from "./popup.js";
import { text } from "./strings.js";

/** The paper clip: contact, place, photo, file, voice. */
export function attachMenu(phone) {
  const button = h("button", { type: "button", class: "icon-button", "aria-label": text.attach }, icon("attach"));
  const items = [
    ["person", text.sendContact, () => phone.share("/contact", {})],
    ["pin", text.sendLocation, () => askPlace((place) => phone.share("/location", place))],
    ["image", text.sendPhoto, () => pickFile("image/*", (file) => upload(phone, "/photo", file))],
    ["file", text.sendDocument, () => pickFile("", (file) => upload(phone, "/document", file))],
    ["voice", text.sendVoice, () => upload(phone, "/voice", new File([twoSecondsOfSound()], "voice.wav", { type: "audio/wav" }))],
  ];
  return popup({
    button,
    name: text.attach,
    className: "attach",
    build: (close) =>
      items.map(([sign, label, action]) =>
        h(
          "button",
          {
            type: "button",
            class: "menu-item",
            onclick: () => {
              close();
              action();
            },
          },
          icon(sign),
          label,
        ),
      ),
  });
}

/** Asks for coordinates and gives them to `chosen`. */
export function askPlace(chosen) {
  const [, firstLatitude, firstLongitude] = text.places[0];
  const latitude = h("input", { type: "number", step: "any", min: "-90", max: "90", required: true, value: firstLatitude });
  const longitude = h("input", { type: "number", step: "any", min: "-180", max: "180", required: true, value: firstLongitude });
  const preset = h("select", {}, text.places.map(([name], index) => h("option", { value: index }, name)));
  preset.addEventListener("change", () => {
    [, latitude.value, longitude.value] = text.places[preset.value];
  });
  dialog({
    title: text.locationTitle,
    build: (close) => {
      const form = h(
        "form",
        { class: "stack" },
        h("label", {}, text.locationPreset, preset),
        h("label", {}, text.latitude, latitude),
        h("label", {}, text.longitude, longitude),
        h(
          "div",
          { class: "dialog-buttons" },
          h("button", { type: "button", class: "button", onclick: close }, text.cancel),
          h("button", { type: "submit", class: "button primary" }, text.sendIt),
        ),
      );
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        close();
        chosen({ latitude: Number(latitude.value), longitude: Number(longitude.value) });
      });
      return form;
    },
  });
}

function pickFile(accept, chosen) {
  const input = h("input", { type: "file", accept });
  input.addEventListener("change", () => input.files[0] && chosen(input.files[0]));
  input.click();
}

function upload(phone, path, file) {
  const form = new FormData();
  form.append("file", file, file.name);
  return phone.share(path, form);
}

function twoSecondsOfSound() {
  const rate = 8000;
  const samples = 2 * rate;
  const view = new DataView(new ArrayBuffer(44 + samples));
  const put = (offset, word) => [...word].forEach((letter, index) => view.setUint8(offset + index, letter.charCodeAt(0)));
  put(0, "RIFF");
  view.setUint32(4, 36 + samples, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  put(36, "data");
  view.setUint32(40, samples, true);
  for (let index = 0; index < samples; index += 1) {
    const fade = Math.sin((Math.PI * index) / samples);
    view.setUint8(44 + index, 128 + 40 * fade * Math.sin((2 * Math.PI * 330 * index) / rate));
  }
  return view.buffer;
}
