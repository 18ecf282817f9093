import { call } from "./api.js";
import { h, reconcile } from "./dom.js";
import { Drawer } from "./drawer.js";
import * as format from "./format.js";
import { icon } from "./icons.js";
import { attempt } from "./notices.js";
import { text } from "./strings.js";

/** Every meeting of the Zoom account, with who is in it. */
export class ZoomPanel {
  constructor(desk) {
    this.desk = desk;
    this.list = h("div", { class: "meetings" });
    this.drawer = new Drawer({
      name: text.zoom,
      hint: text.zoomHint,
      sign: "video",
      testid: "zoom",
      content: h("div", { class: "drawer-body" }, this.list),
    });
  }

  show(meetings) {
    this.drawer.showCount(meetings.filter((meeting) => meeting.status === "started").length, text.running);
    if (meetings.length === 0) {
      this.list.replaceChildren(h("p", { class: "empty" }, text.noMeetings));
      return;
    }
    this.list.querySelector(".empty")?.remove();
    reconcile(this.list, meetings, {
      key: (meeting) => meeting.id,
      signature: (meeting) => JSON.stringify(meeting),
      build: (meeting) => this.card(meeting),
    });
  }

  card(meeting) {
    const started = meeting.status === "started";
    const { zone } = this.desk.clock;
    const act = (action, body) => () => attempt(() => call("POST", `/zoom/meetings/${meeting.id}/${action}`, body));
    return h(
      "article",
      { class: "meeting-card", dataset: { testid: `zoom-meeting-${meeting.id}` } },
      h(
        "header",
        {},
        h("h3", {}, meeting.topic),
        h("span", { class: started ? "badge running" : "badge" }, started ? text.running : text.notRunning),
      ),
      h(
        "p",
        { class: "quiet" },
        `${format.day(meeting.start_time, zone)}, ${format.time(meeting.start_time, zone)} · ${text.minutes(meeting.duration)}`,
      ),
      h("p", { class: "quiet" }, `${text.meetingHost}: ${[meeting.host_name, meeting.host_email].filter(Boolean).join(", ")}`),
      meeting.participants.length
        ? h("ul", { class: "inside" }, meeting.participants.map((person) => participant(person, started, act)))
        : h("p", { class: "quiet" }, text.nobodyInside),
      started
        ? h(
            "div",
            { class: "card-buttons" },
            h("button", { type: "button", class: "button danger", "aria-label": text.endMeeting(meeting.topic), onclick: act("end") }, text.endForAll),
          )
        : null,
    );
  }
}

function participant(person, started, act) {
  const waiting = person.state === "waiting";
  const role = person.role === "host" ? text.hostRole : waiting ? text.inWaitingRoom : text.inside;
  return h(
    "li",
    { class: waiting ? "waiting" : "" },
    h("span", { class: "avatar small", "aria-hidden": "true" }, format.initials(person.name)),
    h("span", { class: "person-words" }, h("span", { class: "person-name" }, person.name), h("span", { class: "quiet" }, role)),
    waiting && started
      ? h(
          "button",
          { type: "button", class: "button primary", "aria-label": text.admitWho(person.name), onclick: act("admit", { participant_id: person.id }) },
          text.admit,
        )
      : null,
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": text.removeWho(person.name),
        title: text.removePerson,
        onclick: act("leave", { participant_id: person.id }),
      },
      icon("close"),
    ),
  );
}
