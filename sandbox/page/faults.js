import { call } from "./api.js";
import { h, reconcile } from "./dom.js";
import { Drawer } from "./drawer.js";
import { icon } from "./icons.js";
import { attempt } from "./notices.js";
import { text } from "./strings.js";

const ALWAYS = null;
const TIMES = [ALWAYS, 1, 5];

/** What may befall the stand-ins, service by service, with a switch for each. */
export class FaultsPanel {
  constructor() {
    this.times = ALWAYS;
    this.clear = h(
      "button",
      { type: "button", class: "button danger", hidden: true, dataset: { testid: "faults-clear" }, onclick: () => attempt(() => call("DELETE", "/faults")) },
      icon("close"),
      text.allFaultsOff,
    );
    this.services = h("div", { class: "fault-services" });
    this.drawer = new Drawer({
      name: text.faults,
      hint: text.faultsHint,
      sign: "fault",
      testid: "faults",
      warns: true,
      content: h("div", { class: "drawer-body" }, this.tools(), this.services),
    });
  }

  /** Takes what the sandbox knows and what is on. */
  take({ known, active }) {
    const on = new Map(active.map((fault) => [`${fault.service}.${fault.name}`, fault]));
    this.drawer.showCount(active.length, text.faultsOn);
    this.showClear(active.length > 0);
    reconcile(this.services, Object.keys(known), { key: (service) => service, signature: String, build: group });
    for (const [service, faults] of Object.entries(known)) {
      const list = this.services.querySelector(`[data-key="${service}"] > ul`);
      reconcile(list, Object.entries(faults), {
        key: ([name]) => name,
        signature: ([name]) => JSON.stringify(on.get(`${service}.${name}`) ?? null),
        build: ([name, summary]) => h("li", {}, this.row(service, name, summary, on.get(`${service}.${name}`))),
      });
    }
  }

  row(service, name, summary, fault) {
    return h(
      "button",
      {
        type: "button",
        class: "fault",
        role: "switch",
        "aria-checked": String(Boolean(fault)),
        title: `${service}.${name}`,
        dataset: { testid: `fault-${service}.${name}` },
        onclick: () => attempt(() => call("POST", "/faults", { service, name, on: !fault, times: this.times })),
      },
      h(
        "span",
        { class: "fault-words" },
        h("span", {}, text.faultWords[name] ?? summary),
        fault ? h("span", { class: "fault-details" }, details(fault).map((words) => h("span", { class: "badge on" }, words))) : null,
      ),
      h("span", { class: "switch", "aria-hidden": "true" }),
    );
  }

  /** How often a fault that is switched on from now on happens, and the button that ends all. */
  tools() {
    const choose = (times) => () => {
      this.times = times;
    };
    return h(
      "div",
      { class: "fault-tools" },
      h("div", { class: "fault-top" }, h("p", { class: "quiet" }, text.faultTimes), this.clear),
      h(
        "div",
        { class: "fault-times", role: "radiogroup", "aria-label": text.faultTimes },
        TIMES.map((times) =>
          h(
            "label",
            {},
            h("input", { type: "radio", name: "fault-times", checked: times === this.times, onchange: choose(times) }),
            times === ALWAYS ? text.everyTime : text.timesOnly(times),
          ),
        ),
      ),
    );
  }

  showClear(shown) {
    if (!shown && document.activeElement === this.clear) this.drawer.heading.focus({ preventScroll: true });
    this.clear.hidden = !shown;
  }
}

function group(service) {
  const name = text.faultServices[service] ?? service;
  return h("section", { "aria-label": name }, h("h3", {}, name), h("ul", { class: "faults" }));
}

function details({ times, only, seconds }) {
  return [
    times === null ? text.everyTime : text.timesLeft(times),
    only === null ? null : text.faultOnly(only),
    seconds === null ? null : text.seconds(seconds),
  ].filter(Boolean);
}
