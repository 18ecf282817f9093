import { h } from "./dom.js";

/**
 * A button with a list that opens beside it. `build(close)` makes the content anew at every opening.
 * Escape, a press elsewhere and leaving with Tab close it.
 */
export function popup({ button, name, build, className = "" }) {
  const anchor = h("div", { class: `anchor ${className}` }, button);
  let panel = null;
  button.setAttribute("aria-haspopup", "true");
  button.setAttribute("aria-expanded", "false");

  function close({ refocus = false } = {}) {
    if (!panel) return;
    panel.remove();
    panel = null;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", elsewhere, true);
    if (refocus) button.focus();
  }

  function elsewhere(event) {
    if (!anchor.contains(event.target)) close();
  }

  button.addEventListener("click", () => {
    if (panel) {
      close();
      return;
    }
    panel = h("div", { class: "popup", role: "group", "aria-label": name }, build(close));
    anchor.append(panel);
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", elsewhere, true);
    panel.querySelector("button:not([disabled]), input")?.focus({ preventScroll: true });
  });
  anchor.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel) return;
    event.stopPropagation();
    close({ refocus: true });
  });
  anchor.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !anchor.contains(event.relatedTarget)) close();
  });
  return anchor;
}

/** A modal question on the native dialog element; `build(close)` makes its content. */
export function dialog({ title, build, testid }) {
  const element = h("dialog", { class: "dialog", "aria-label": title, dataset: { testid } });
  const close = () => element.close();
  element.append(h("h2", {}, title), ...[build(close)].flat());
  element.addEventListener("close", () => element.remove());
  element.addEventListener("pointerdown", (event) => {
    if (event.target === element) close();
  });
  document.body.append(element);
  element.showModal();
}
