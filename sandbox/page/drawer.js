import { h } from "./dom.js";
import { icon } from "./icons.js";
import { text } from "./strings.js";

/**
 * A panel at the side of the page; one is open at a time and the phones stay usable beside it.
 * One that `warns` has its button in a warning colour while the number on it is not 0.
 */
export class Drawer {
  static open = null;

  constructor({ name, hint, sign, testid, content, warns = false }) {
    this.count = h("span", { class: "count", hidden: true });
    this.button = h(
      "button",
      {
        type: "button",
        class: warns ? "button tool warns" : "button tool",
        "aria-expanded": "false",
        "aria-label": name,
        title: hint,
        dataset: { testid: `open-${testid}` },
        onclick: () => this.toggle(),
      },
      icon(sign),
      h("span", { class: "tool-name" }, name),
      this.count,
    );
    this.heading = h("h2", { tabindex: "-1" }, name);
    this.element = h(
      "aside",
      { class: `drawer drawer-${testid}`, "aria-label": name, hidden: true, dataset: { testid: `drawer-${testid}` } },
      h(
        "header",
        {},
        h("div", {}, this.heading, h("p", { class: "quiet" }, hint)),
        h("button", { type: "button", class: "icon-button", "aria-label": text.close, onclick: () => this.close() }, icon("close")),
      ),
      content,
    );
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  toggle() {
    if (Drawer.open === this) this.close();
    else this.show();
  }

  show() {
    Drawer.open?.close({ refocus: false });
    Drawer.open = this;
    this.element.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.heading.focus({ preventScroll: true });
    this.opened?.();
  }

  close({ refocus = true } = {}) {
    if (Drawer.open !== this) return;
    Drawer.open = null;
    this.element.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (refocus) this.button.focus({ preventScroll: true });
  }

  /** Shows a number on the button; `words` say what it counts. */
  showCount(number, words) {
    this.count.hidden = !number;
    this.count.textContent = number || "";
    this.button.setAttribute("aria-label", number ? `${this.heading.textContent}: ${number} ${words}` : this.heading.textContent);
  }
}
