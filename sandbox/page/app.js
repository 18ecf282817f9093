import { call, follow } from "./api.js";
import { Clock } from "./clock.js";
import { ONE_PHONE, coalesced, h } from "./dom.js";
import { FaultsPanel } from "./faults.js";
import * as format from "./format.js";
import { meaning, openOutside } from "./links.js";
import { MailPanel } from "./mail.js";
import { attempt, notices } from "./notices.js";
import { PeoplePanel } from "./people.js";
import { Phone } from "./phone.js";
import { language, text } from "./strings.js";
import { ZoomPanel } from "./zoom.js";

const DEFAULT_ZONE = "Europe/Moscow";
const PHONES_AT_FIRST = 4;
const OPEN_PHONES = "phones";

/** The whole page: the phones, the clock and the panels, kept up to date by the stream of events. */
class Desk {
  constructor() {
    this.bot = { username: "" };
    this.people = new Map();
    this.phones = new Map();
    this.activity = new Set();
    this.meetings = [];
    this.current = null;
    this.refreshState = coalesced(() => this.loadState());
    this.refreshMails = coalesced(() => this.loadMails());
    this.refreshMeetings = coalesced(() => this.loadMeetings());
    this.refreshFaults = coalesced(() => this.loadFaults());
    this.refreshClock = coalesced(() => this.loadClock());
  }

  async begin() {
    const app = document.getElementById("app");
    document.documentElement.lang = language;
    document.title = text.title;
    app.replaceChildren(h("p", { class: "loading" }, text.loading), notices);
    const state = await attempt(() => call("GET", "/state"));
    if (!state) {
      setTimeout(() => this.begin(), 2000);
      return;
    }
    this.clock = new Clock(zoneOf(state));
    this.peoplePanel = new PeoplePanel(this);
    this.mailPanel = new MailPanel(this);
    this.zoomPanel = new ZoomPanel(this);
    this.faultsPanel = new FaultsPanel();
    this.takeState(state);
    app.replaceChildren(...this.layout());
    for (const id of this.phonesAtFirst()) this.openPhone(id, { quietly: true });
    this.current = null;
    this.showPhones();
    follow({
      changed: (event) => this.changed(event),
      connected: () => this.connected(),
      lost: () => {
        this.lostLine.hidden = false;
      },
    });
    setInterval(() => this.refreshClock(), 30000);
  }

  layout() {
    const otherLanguage = new URL(location.href);
    otherLanguage.searchParams.set("lang", language === "en" ? "ru" : "en");
    this.languageLink = h(
      "a",
      { class: "button plain", href: otherLanguage.href, lang: language === "en" ? "ru" : "en", title: text.otherLanguageHint, "aria-label": text.otherLanguageHint },
      text.otherLanguage,
    );
    this.lostLine = h("p", { class: "lost", role: "alert", hidden: true }, text.lost);
    this.switcher = h("nav", { class: "switcher", "aria-label": text.openPhones });
    this.place = h("main", { class: "phones" });
    const drawers = [this.peoplePanel, this.mailPanel, this.zoomPanel, this.faultsPanel].map((panel) => panel.drawer);
    return [
      h(
        "header",
        { class: "topbar" },
        h("div", { class: "brand" }, h("img", { src: "/page/icon.svg", alt: "" }), h("div", {}, h("h1", {}, text.title), h("p", {}, text.subtitle))),
        this.clock.element,
        h("div", { class: "tools" }, drawers.map((drawer) => drawer.button), this.languageLink),
      ),
      this.lostLine,
      this.switcher,
      h("div", { class: "stage" }, this.place, drawers.map((drawer) => drawer.element)),
      notices,
    ];
  }

  now() {
    return this.clock.moment();
  }

  /** The time zone in which a person's phone shows times. */
  zoneOf(person) {
    return person?.timezone && format.knownZone(person.timezone) ? person.timezone : this.clock.zone;
  }

  phonesAtFirst() {
    const kept = new URLSearchParams(location.hash.slice(1)).get(OPEN_PHONES);
    if (kept !== null) return kept.split(",").map(Number).filter((id) => this.people.has(id));
    const people = [...this.people.values()];
    const chosen = people.filter((person) => person.open);
    return (chosen.length ? chosen : people.slice(0, PHONES_AT_FIRST)).map((person) => person.id);
  }

  openPhone(id, { quietly = false } = {}) {
    if (!this.phones.has(id)) {
      const phone = new Phone(this, id);
      this.phones.set(id, phone);
      this.place.append(phone.element);
      phone.refresh();
    }
    this.current = id;
    if (!quietly) {
      this.showPhones();
      this.phones.get(id).element.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    return this.phones.get(id);
  }

  closePhone(id) {
    this.phones.get(id)?.element.remove();
    this.phones.delete(id);
    this.activity.delete(id);
    if (this.current === id) this.current = [...this.phones.keys()].at(-1) ?? null;
    this.showPhones();
  }

  showPhones() {
    if (!this.phones.has(this.current)) this.current = [...this.phones.keys()][0] ?? null;
    this.activity.delete(this.current);
    const hash = `#${OPEN_PHONES}=${[...this.phones.keys()].join(",")}`;
    history.replaceState(null, "", hash);
    this.languageLink.hash = hash;
    for (const [id, phone] of this.phones) phone.element.classList.toggle("current", id === this.current);
    this.place.querySelector(".no-phones")?.remove();
    if (this.phones.size === 0) this.place.append(this.noPhones());
    this.showSwitcher();
    this.peoplePanel.show();
  }

  noPhones() {
    return h(
      "div",
      { class: "no-phones" },
      h("h2", {}, text.noPhones),
      h("p", {}, text.noPhonesHint),
      h("button", { type: "button", class: "button primary", onclick: () => this.peoplePanel.drawer.show() }, text.showPhones),
    );
  }

  showSwitcher() {
    this.switcher.replaceChildren(
      ...[...this.phones].map(([id, phone]) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(id === this.current),
            dataset: { testid: `switch-${id}` },
            onclick: () => {
              this.current = id;
              this.showPhones();
              this.switcher.querySelector(`[data-testid="switch-${id}"]`)?.focus();
            },
          },
          phone.person?.first_name ?? String(id),
          this.activity.has(id) ? h("span", { class: "dot", role: "img", "aria-label": text.newActivity }) : null,
        ),
      ),
    );
  }

  /** Follows a link pressed on a phone: into the chat, into a meeting, or out into a new tab. */
  openLink(url, phone) {
    const link = meaning(url, this.bot.username);
    if (link.kind === "start") phone.send(`/start ${link.payload}`.trim());
    else if (link.kind === "meeting") phone.join(url);
    else if (link.kind === "other") openOutside(url);
  }

  changed(event) {
    if (event.kind === "chat") this.chatChanged(event.user);
    else if (event.kind === "answer") this.phones.get(event.user)?.answer(event);
    else if (event.kind === "people") this.refreshState();
    else if (event.kind === "mail") this.refreshMails();
    else if (event.kind === "zoom") this.refreshMeetings();
    else if (event.kind === "faults") this.refreshFaults();
    else if (event.kind === "clock") this.refreshClock();
  }

  chatChanged(id) {
    this.phones.get(id)?.refresh();
    const seen = id === this.current || (this.phones.has(id) && !ONE_PHONE.matches);
    if (seen || this.activity.has(id)) return;
    this.activity.add(id);
    this.showSwitcher();
    this.peoplePanel.show();
  }

  connected() {
    this.lostLine.hidden = true;
    this.refreshState();
    this.refreshMails();
    this.refreshMeetings();
    this.refreshFaults();
    for (const phone of this.phones.values()) phone.refresh();
  }

  async loadState() {
    const state = await attempt(() => call("GET", "/state"));
    if (state) this.takeState(state);
  }

  takeState(state) {
    this.bot = state.bot;
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.clock.take(state.clock);
    this.peoplePanel.show();
    if (this.switcher) this.showSwitcher();
  }

  async loadMails() {
    const mails = await attempt(() => call("GET", "/mails"));
    if (mails) this.mailPanel.take(mails);
  }

  async loadMeetings() {
    const meetings = await attempt(() => call("GET", "/zoom/meetings"));
    if (!meetings) return;
    this.meetings = meetings;
    this.zoomPanel.show(meetings);
    for (const phone of this.phones.values()) phone.meeting.show();
  }

  async loadFaults() {
    const faults = await attempt(() => call("GET", "/faults"));
    if (faults) this.faultsPanel.take(faults);
  }

  async loadClock() {
    const clock = await attempt(() => call("GET", "/clock"));
    if (clock) this.clock.take(clock);
  }
}

function zoneOf(state) {
  const wanted = new URLSearchParams(location.search).get("zone") ?? state.display_timezone ?? DEFAULT_ZONE;
  return format.knownZone(wanted) ? wanted : DEFAULT_ZONE;
}

new Desk().begin();
