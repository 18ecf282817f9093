import { attempt, notice } from "./notices.js";
import { call } from "./api.js";
import { askPlace } from "./attach.js";
import { Composer } from "./composer.js";
import { coalesced, h } from "./dom.js";
import * as format from "./format.js";
import { icon } from "./icons.js";
import { MeetingView } from "./meeting.js";
import { MessageList } from "./messages.js";
import { popup } from "./popup.js";
import { text } from "./strings.js";

const TOAST_FOR = 4000;
const PROGRESS_FOR = 30000;

/** One person's phone with the chat with the bot. `desk` is the page around it. */
export class Phone {
  constructor(desk, personId) {
    this.desk = desk;
    this.id = personId;
    this.chat = null;
    this.presses = new Map();
    this.answered = new Set();
    this.list = new MessageList({
      press: (message, row, column, button) => this.press(message, row, column, button),
      openLink: (url) => this.desk.openLink(url, this),
      command: (words) => this.send(words),
      busy: (messageId, row, column) => this.presses.has(`${messageId}:${row}:${column}`),
    });
    this.composer = new Composer(this);
    this.meeting = new MeetingView(this);
    this.refresh = coalesced(() => this.load());
    this.build();
  }

  get person() {
    return this.chat?.person ?? this.desk.people.get(this.id);
  }

  get name() {
    return this.person ? format.fullName(this.person) : String(this.id);
  }

  build() {
    this.owner = h("header", { class: "owner" });
    this.head = h("div", { class: "chat-head" });
    this.intro = h("div", { class: "intro" });
    this.toast = h("div", { class: "toast", role: "status", "aria-live": "polite" });
    this.toEnd = h(
      "button",
      { type: "button", class: "to-end", "aria-label": text.toBottom, hidden: true, onclick: () => this.list.toEnd() },
      icon("down"),
    );
    this.list.element.addEventListener("end", (event) => {
      this.toEnd.hidden = event.detail;
    });
    this.screen = h(
      "div",
      { class: "screen" },
      this.head,
      h("div", { class: "wallpaper" }, this.list.element, this.intro, this.toEnd, this.toast),
      this.composer.element,
      this.meeting.element,
    );
    this.element = h(
      "section",
      { class: "phone", dataset: { testid: `phone-${this.id}` } },
      this.owner,
      h("div", { class: "case" }, this.screen),
    );
  }

  async load() {
    const chat = await attempt(() => call("GET", `/chats/${this.id}`));
    if (!chat) return;
    this.chat = chat;
    this.show();
  }

  show() {
    const { chat, person } = this;
    if (!chat) return;
    this.element.setAttribute("aria-label", text.phoneOf(this.name));
    this.showOwner(person);
    const avatar = h("span", { class: "avatar bot", "aria-hidden": "true" }, format.initials(chat.bot.name));
    this.head.replaceChildren(
      avatar,
      h("div", { class: "chat-name" }, h("strong", {}, chat.bot.name), h("span", {}, text.bot)),
    );
    const fresh = !chat.started && chat.messages.length === 0;
    this.intro.hidden = !fresh;
    this.list.element.hidden = fresh;
    if (fresh) this.showIntro(chat.bot);
    this.showMessages();
    this.composer.show(chat);
    this.meeting.show();
  }

  showMessages() {
    if (!this.chat) return;
    this.list.show(this.chat.messages, {
      zone: this.desk.zoneOf(this.person),
      now: this.desk.now(),
      empty: this.chat.started && !this.chat.blocked ? text.emptyChat : "",
    });
  }

  showOwner(person) {
    const signature = JSON.stringify([person, this.chat.blocked, this.chat.started]);
    if (signature === this.ownerShown) return;
    this.ownerShown = signature;
    const details = [person.label, person.note, person.deactivated && text.deactivated].filter(Boolean);
    const close = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": text.closePhone(this.name), onclick: () => this.desk.closePhone(this.id) },
      icon("close"),
    );
    this.owner.replaceChildren(
      h("span", { class: "avatar", "aria-hidden": "true" }, format.initials(this.name)),
      h("div", { class: "owner-words" }, h("h2", {}, this.name), h("p", {}, details.join(" · "))),
      this.menu(),
      close,
    );
  }

  showIntro(bot) {
    this.intro.replaceChildren(
      h(
        "div",
        { class: "intro-card" },
        h("strong", {}, text.whatBotDoes),
        bot.description ? h("p", { class: "description" }, bot.description) : null,
        h("p", { class: "quiet" }, text.startHint),
      ),
    );
  }

  menu() {
    const button = h("button", { type: "button", class: "icon-button", "aria-label": text.phoneMenu(this.name) }, icon("more"));
    return popup({
      button,
      name: text.phoneMenu(this.name),
      className: "phone-menu",
      build: (close) => {
        const item = (sign, label, path) =>
          h(
            "button",
            {
              type: "button",
              class: "menu-item",
              onclick: () => {
                close();
                this.act(path);
              },
            },
            icon(sign),
            label,
          );
        return [
          this.chat.blocked ? item("check", text.unblock, "/unblock") : item("block", text.block, "/block"),
          item("trash", text.clear, "/clear"),
        ];
      },
    });
  }

  /** Does something as this person; returns the answer, or undefined when it failed and was said so. */
  act(path, body = {}) {
    return attempt(() => call("POST", `/chats/${this.id}${path}`, body));
  }

  /** Does something that leaves a message of this person in the chat: the chat moves on to it. */
  share(path, body) {
    this.list.atEnd = true;
    return this.act(path, body);
  }

  send(words) {
    return this.share("/text", { text: words });
  }

  press(message, row, column, button) {
    if (button.kind === "url" || button.kind === "webapp") this.desk.openLink(button.url, this);
    else if (button.kind === "copy") this.copy(button.copy_text);
    else if (button.kind === "callback") this.ask(message, row, column);
  }

  async ask(message, row, column) {
    const place = `${message.message_id}:${row}:${column}`;
    if (this.presses.has(place)) return;
    this.presses.set(place, null);
    this.showMessages();
    const press = await this.act("/press", { message_id: message.message_id, row, column });
    if (!press || press.answered || this.answered.delete(press.query_id)) {
      this.settle(place);
      return;
    }
    this.presses.set(place, press.query_id);
    setTimeout(() => this.presses.get(place) === press.query_id && this.settle(place), PROGRESS_FOR);
  }

  settle(place) {
    this.presses.delete(place);
    this.showMessages();
  }

  /** The bot has answered a press: the progress ends, a toast or an alert appears. */
  answer({ query_id: queryId, text: words, show_alert: alert, url }) {
    const place = [...this.presses].find(([, id]) => id === queryId)?.[0];
    if (place) this.settle(place);
    else this.answered.add(queryId);
    if (words && alert) this.showAlert(words);
    else if (words) this.showToast(words);
    if (url) this.desk.openLink(url, this);
  }

  showToast(words) {
    clearTimeout(this.toastTimer);
    this.toast.replaceChildren(h("p", {}, words));
    this.toastTimer = setTimeout(() => this.toast.replaceChildren(), TOAST_FOR);
  }

  showAlert(words) {
    const before = document.activeElement;
    const button = h("button", { type: "button", class: "button primary" }, text.ok);
    const alert = h(
      "div",
      { class: "veil" },
      h("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": words }, h("p", {}, words), button),
    );
    const close = () => {
      alert.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
    button.addEventListener("click", close);
    alert.addEventListener("keydown", (event) => event.key === "Escape" && close());
    this.screen.append(alert);
    button.focus({ preventScroll: true });
  }

  async copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      this.showToast(text.copied);
    } catch {
      notice(text.copyFailed, "error");
    }
  }

  pressReply(button) {
    if (button.web_app) {
      this.desk.openLink(button.web_app.url, this);
      return;
    }
    const send = (value) => this.share("/reply-button", { text: button.text, value });
    if (button.request_location) askPlace(send);
    else send();
  }

  /** Opens a link to a meeting on this phone. */
  async join(url) {
    const answer = await attempt(() => call("POST", "/zoom/open", { url, name: this.name, user: this.id }));
    if (!answer) return;
    if (answer.ok) this.meeting.entered(answer);
    else this.showAlert(text.zoomReasons[answer.code] ?? answer.reason);
  }
}
