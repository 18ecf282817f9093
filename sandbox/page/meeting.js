import { attempt } from "./notices.js";
import { call } from "./api.js";
import { h } from "./dom.js";
import * as format from "./format.js";
import { icon } from "./icons.js";
import { text } from "./strings.js";

/** Zoom on a phone: shown while the person is in a meeting or waits to be let in; can be put aside. */
export class MeetingView {
  constructor(phone) {
    this.phone = phone;
    this.element = h("div", { class: "meeting-place" });
    this.minimised = false;
    this.shown = null;
    this.wasIn = null;
  }

  async entered(answer) {
    this.minimised = false;
    this.wasIn = answer.meeting_id;
    await this.phone.desk.refreshMeetings();
  }

  show() {
    const found = this.find();
    if (!found && this.wasIn !== null) this.phone.showToast(text.meetingOver);
    this.wasIn = found ? found.meeting.id : null;
    const signature = JSON.stringify([found, this.minimised]);
    if (signature === this.shown) return;
    this.shown = signature;
    const focused = this.element.contains(document.activeElement);
    this.element.replaceChildren(...(found ? [this.minimised ? this.strip() : this.view(found)] : []));
    if (focused) this.element.querySelector("button")?.focus({ preventScroll: true });
  }

  find() {
    for (const meeting of this.phone.desk.meetings) {
      const me = meeting.participants.find((participant) => participant.user === this.phone.id);
      if (me) return { meeting, me };
    }
    return null;
  }

  strip() {
    return h(
      "button",
      { type: "button", class: "meeting-strip", onclick: () => this.setMinimised(false) },
      icon("video"),
      text.backToMeeting,
    );
  }

  setMinimised(minimised) {
    this.minimised = minimised;
    this.show();
    this.element.querySelector("button")?.focus({ preventScroll: true });
  }

  view({ meeting, me }) {
    const waiting = meeting.participants.filter((person) => person.state === "waiting" && person !== me);
    const inside = meeting.participants.filter((person) => person.state === "in");
    const isHost = me.role === "host";
    const act = (action, body) => () => attempt(() => call("POST", `/zoom/meetings/${meeting.id}/${action}`, body));
    return h(
      "section",
      { class: "meeting", "aria-label": text.zoom, dataset: { testid: `meeting-${this.phone.id}` } },
      h(
        "header",
        {},
        h("span", { class: "meeting-topic" }, meeting.topic),
        h("button", { type: "button", class: "icon-button", "aria-label": text.minimise, onclick: () => this.setMinimised(true) }, icon("minimise")),
      ),
      h("p", { class: "meeting-state", role: "status" }, stateOf(me, meeting)),
      me.state === "waiting" ? h("div", { class: "waiting-circle", "aria-hidden": "true" }) : tiles(inside, me),
      isHost && waiting.length
        ? h(
            "div",
            { class: "waiting-list" },
            h("h3", {}, text.waitingList),
            waiting.map((person) =>
              h(
                "div",
                { class: "waiting-person" },
                h("span", {}, person.name),
                h(
                  "button",
                  { type: "button", class: "button primary", "aria-label": text.admitWho(person.name), onclick: act("admit", { participant_id: person.id }) },
                  text.admit,
                ),
              ),
            ),
          )
        : null,
      h(
        "footer",
        {},
        isHost ? h("button", { type: "button", class: "button danger", onclick: act("end") }, text.endForAll) : null,
        h("button", { type: "button", class: "button plain", onclick: this.leave(act("leave", { participant_id: me.id })) }, text.leave),
      ),
    );
  }

  leave(go) {
    return () => {
      this.wasIn = null;
      return go();
    };
  }
}

function stateOf(me, meeting) {
  if (me.role === "host") return text.youAreHost;
  if (me.state === "in") return text.youAreIn;
  return meeting.status === "started" ? text.youWait : text.youWaitHost;
}

function tiles(people, me) {
  return h(
    "ul",
    { class: "tiles" },
    people.map((person) =>
      h(
        "li",
        { class: person === me ? "tile me" : "tile" },
        h("span", { class: "avatar", "aria-hidden": "true" }, format.initials(person.name)),
        h("span", { class: "tile-name" }, person.name),
        person.role === "host" ? h("span", { class: "tile-role" }, text.hostRole) : null,
      ),
    ),
  );
}
