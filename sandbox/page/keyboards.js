import { h } from "./dom.js";
import { icon } from "./icons.js";
import { text } from "./strings.js";

const MARKS = { url: "link", webapp: "link", copy: "copy" };
const HINTS = { url: () => text.opensLink, webapp: () => text.opensLink, copy: () => text.copies };

/** The keyboard under a message. `press(row, column, button)` is called, `busy(row, column)` tells who waits. */
export function inlineKeyboard(rows, { press, busy }) {
  return h(
    "div",
    { class: "inline-keyboard" },
    rows.map((buttons, row) =>
      h(
        "div",
        { class: "keys" },
        buttons.map((button, column) => {
          const waiting = busy(row, column);
          return h(
            "button",
            {
              type: "button",
              class: `key ${button.style ?? ""} ${waiting ? "waiting" : ""}`,
              disabled: button.kind === "disabled",
              "aria-busy": waiting ? "true" : undefined,
              title: HINTS[button.kind]?.(),
              onclick: () => press(row, column, button),
            },
            h("span", { class: "key-text" }, button.text),
            MARKS[button.kind] && h("span", { class: "key-mark" }, icon(MARKS[button.kind])),
            waiting && h("span", { class: "key-progress" }),
          );
        }),
      ),
    ),
  );
}

/** The keyboard under the input field. `press(button)` gets a button of the Bot API. */
export function replyKeyboard(keyboard, press) {
  return h(
    "div",
    { class: "reply-keyboard", role: "group", "aria-label": text.showKeyboard },
    keyboard.keyboard.map((buttons) =>
      h(
        "div",
        { class: "keys" },
        buttons.map((button) =>
          h(
            "button",
            { type: "button", class: `reply-key ${button.style ?? ""}`, onclick: () => press(button) },
            button.text,
          ),
        ),
      ),
    ),
  );
}
