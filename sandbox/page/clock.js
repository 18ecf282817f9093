import { call } from "./api.js";
import { h } from "./dom.js";
import * as format from "./format.js";
import { icon } from "./icons.js";
import { attempt, notice } from "./notices.js";
import { text } from "./strings.js";

/** The sandbox's clock in the clinic's time zone, with the buttons that move it forward. */
export class Clock {
  constructor(zone) {
    this.zone = zone;
    this.ahead = 0;
    this.nextDue = null;
    this.asked = false;
    this.moving = false;
    this.report = null;
    this.now = h("time", { class: "clock-now", dataset: { testid: "clock-now" } });
    this.date = h("span", { class: "clock-date" });
    this.next = h("span", { class: "clock-next", role: "status", "aria-live": "polite", dataset: { testid: "clock-next" } });
    const button = (testid, label, body, sign) =>
      h(
        "button",
        { type: "button", class: "button clock-button", dataset: { testid }, onclick: () => this.advance(body) },
        sign ? icon(sign) : null,
        h("span", {}, label),
      );
    this.buttons = [
      button("advance-1", text.plusOne, { seconds: 60 }),
      button("advance-10", text.plusTen, { seconds: 600 }),
      button("advance-next", text.toNext, { to_next: true }, "next"),
    ];
    this.element = h(
      "section",
      { class: "clock", "aria-label": text.clockLabel },
      h("div", { class: "clock-face" }, this.now, h("div", { class: "clock-words" }, this.date, this.next)),
      h("div", { class: "clock-buttons" }, this.buttons),
    );
    setInterval(() => this.tick(), 500);
  }

  /** Takes what the sandbox says of its clock. */
  take({ now, next_due_at: nextDue, moving }) {
    this.ahead = Date.parse(now) - Date.now();
    this.nextDue = nextDue;
    this.showMoving(moving || this.asked);
    this.tick();
  }

  moment() {
    return Date.now() + this.ahead;
  }

  tick() {
    const now = this.moment();
    this.now.textContent = format.time(now, this.zone);
    this.now.dateTime = new Date(now).toISOString();
    this.date.textContent = `${format.weekday(now, this.zone)} · ${format.city(this.zone)}`;
    if (!this.moving && !this.report) {
      this.next.textContent = this.nextDue ? text.nextDue(format.timeOrDay(this.nextDue, now, this.zone)) : "";
    }
  }

  async advance(body) {
    if (this.asked) return;
    this.asked = true;
    this.showMoving(true);
    const answer = await attempt(() => call("POST", "/clock/advance", body));
    this.asked = false;
    this.showMoving(false);
    if (answer?.ok) this.tellStops(answer.stops);
    else if (answer) notice(text.nothingDue);
    const clock = await attempt(() => call("GET", "/clock"));
    if (clock) this.take(clock);
  }

  tellStops(stops) {
    clearTimeout(this.report);
    this.next.textContent = text.stops(stops.map((stop) => format.timeOrDay(stop, this.moment(), this.zone)));
    this.next.title = this.next.textContent;
    this.report = setTimeout(() => {
      this.report = null;
      this.tick();
    }, 6000);
  }

  showMoving(moving) {
    this.moving = moving;
    this.element.classList.toggle("moving", moving);
    this.element.setAttribute("aria-busy", String(moving));
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(moving));
    if (moving) {
      clearTimeout(this.report);
      this.report = null;
      this.next.textContent = text.moving;
    }
  }
}
