import { CallFailed } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { text } from "./strings.js";

const SHOWN_FOR = 9000;

/** The place at the bottom of the page where sentences appear that concern no single phone. */
export const notices = h("div", { class: "notices", role: "status", "aria-live": "polite" });

/** Shows a sentence for a while; `kind` is "error" or "info". */
export function notice(sentence, kind = "info") {
  const close = h("button", { type: "button", class: "icon-button", "aria-label": text.close }, icon("close"));
  const element = h("div", { class: `notice ${kind}`, dataset: { testid: `notice-${kind}` } }, h("p", {}, sentence), close);
  const timer = setTimeout(() => element.remove(), SHOWN_FOR);
  close.addEventListener("click", () => {
    clearTimeout(timer);
    element.remove();
  });
  notices.append(element);
}

/** Runs something a person asked for and shows the sentence when it fails. Returns undefined then. */
export async function attempt(task) {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    notice(error.message, "error");
    return undefined;
  }
}
