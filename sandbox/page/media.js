import { h } from "./dom.js";
import * as format from "./format.js";
import { icon } from "./icons.js";
import { dialog } from "./popup.js";
import { text } from "./strings.js";

const KINDS = ["photo", "video", "document", "voice", "audio", "location", "contact"];

/** What a message carries besides text, or null. */
export function media(message) {
  const kind = KINDS.find((name) => message[name]);
  return kind ? SHOW[kind](message[kind]) : null;
}

const SHOW = {
  photo: (photo) =>
    h(
      "button",
      { type: "button", class: "photo", "aria-label": text.zoomPhoto, onclick: () => showWhole(photo.url) },
      h("img", { src: photo.url, alt: text.photo, width: photo.width || undefined, height: photo.height || undefined }),
    ),
  video: (video) =>
    h("video", {
      class: "video",
      src: video.url,
      controls: true,
      preload: "metadata",
      "aria-label": video.file_name ?? text.video,
      width: video.width || undefined,
      height: video.height || undefined,
    }),
  document: (file) => {
    const name = file.file_name ?? text.document;
    return h(
      "a",
      { class: "file", href: file.url, download: name, "aria-label": text.download(name) },
      h("span", { class: "file-icon" }, icon("file")),
      h(
        "span",
        { class: "file-words" },
        h("span", { class: "file-name" }, name),
        file.file_size ? h("span", { class: "file-size" }, format.size(file.file_size)) : null,
      ),
    );
  },
  voice: (voice) => sound(voice, text.voice),
  audio: (audio) => sound(audio, audio.file_name ?? text.voice),
  location: (place) =>
    h(
      "div",
      { class: "place" },
      h("div", { class: "map" }, icon("pin")),
      h("p", {}, text.location),
      h("p", { class: "quiet" }, `${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}`),
    ),
  contact: (contact) => {
    const name = format.fullName(contact);
    return h(
      "div",
      { class: "contact" },
      h("span", { class: "avatar small", "aria-hidden": "true" }, format.initials(name)),
      h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", {}, contact.phone_number)),
    );
  },
};

function sound(file, name) {
  return h(
    "div",
    { class: "voice" },
    h("audio", { src: file.url, controls: true, preload: "metadata", "aria-label": name }),
    file.duration ? h("span", { class: "quiet" }, format.seconds(file.duration)) : null,
  );
}

function showWhole(url) {
  dialog({
    title: text.photo,
    build: (close) => [
      h("img", { class: "whole-photo", src: url, alt: text.photo }),
      h("div", { class: "dialog-buttons" }, h("button", { type: "button", class: "button", onclick: close }, text.closePhoto)),
    ],
  });
}
