import { ONE_PHONE, h, reconcile } from "./dom.js";
import { Drawer } from "./drawer.js";
import * as format from "./format.js";
import { icon } from "./icons.js";
import { meaning, openOutside } from "./links.js";
import { addPhone } from "./people.js";
import { dialog } from "./popup.js";
import { language, text } from "./strings.js";

const READ = "sandbox-mail-read";
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** The mailbox of everybody: a list, and the message that was chosen. */
export class MailPanel {
  constructor(desk) {
    this.desk = desk;
    this.mails = [];
    this.chosen = null;
    this.list = h("div", { class: "mail-list" });
    this.view = h("div", { class: "mail-view", hidden: true });
    this.body = h("div", { class: "drawer-body mail-body" }, this.list, this.view);
    this.drawer = new Drawer({ name: text.mail, hint: text.mailHint, sign: "mail", testid: "mail", content: this.body });
  }

  take(mails) {
    this.mails = mails;
    if (this.chosen && !mails.some((mail) => mail.id === this.chosen)) this.back();
    this.show();
  }

  show() {
    const read = this.read();
    const unread = this.mails.filter((mail) => !read.has(mail.id)).length;
    this.drawer.showCount(unread, text.unread);
    if (this.mails.length === 0) {
      this.list.replaceChildren(h("p", { class: "empty" }, text.noMail));
      return;
    }
    this.list.querySelector(".empty")?.remove();
    reconcile(this.list, this.mails, {
      key: (mail) => mail.id,
      signature: (mail) => `${read.has(mail.id)} ${this.chosen === mail.id}`,
      build: (mail) => this.row(mail, read.has(mail.id)),
    });
  }

  row(mail, read) {
    return h(
      "button",
      {
        type: "button",
        class: `mail-row ${read ? "" : "unread"}`,
        dataset: { testid: `mail-${mail.id}` },
        onclick: () => this.open(mail),
      },
      h("span", { class: "mail-top" }, h("span", { class: "mail-to" }, mail.to.join(", ")), this.time(mail)),
      h("span", { class: "mail-subject" }, mail.subject || text.noSubject),
      h("span", { class: "mail-snippet" }, (mail.text ?? "").trim().slice(0, 120)),
    );
  }

  time(mail) {
    const { zone } = this.desk.clock;
    return h("time", { datetime: mail.date }, format.timeOrDay(mail.date, this.desk.now(), zone));
  }

  open(mail) {
    this.chosen = mail.id;
    const read = this.read();
    read.add(mail.id);
    sessionStorage.setItem(READ, JSON.stringify([...read]));
    const back = h("button", { type: "button", class: "button plain back", onclick: () => this.back() }, icon("back"), text.back);
    this.view.replaceChildren(
      back,
      h("h3", {}, mail.subject || text.noSubject),
      h(
        "dl",
        {},
        h("div", {}, h("dt", {}, text.mailFrom), h("dd", {}, mail.from)),
        h("div", {}, h("dt", {}, text.mailTo), h("dd", {}, mail.to.join(", "))),
        h("div", {}, h("dt", {}, text.mailDate), h("dd", {}, this.time(mail))),
      ),
      this.content(mail),
      ...(mail.attachments.length ? [attachments(mail)] : []),
    );
    this.view.hidden = false;
    this.list.hidden = true;
    this.body.scrollTop = 0;
    this.show();
    back.focus({ preventScroll: true });
  }

  back() {
    const mail = this.list.querySelector(`[data-testid="mail-${this.chosen}"]`);
    this.chosen = null;
    this.view.hidden = true;
    this.list.hidden = false;
    mail?.focus({ preventScroll: true });
  }

  content(mail) {
    if (mail.html) return this.frame(mail);
    if (!mail.text?.trim()) return h("p", { class: "empty" }, text.emptyMail);
    return h("div", { class: "mail-text" }, linked(mail.text, (url) => this.follow(url, mail)));
  }

  /** The HTML part runs no scripts and loads nothing; the frame shares the origin only to hear its clicks. */
  frame(mail) {
    const frame = h("iframe", {
      class: "mail-frame",
      sandbox: "allow-same-origin",
      title: text.mailBody,
      srcdoc: `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><base target="_blank">${mail.html}`,
    });
    frame.addEventListener("load", () => {
      const page = frame.contentDocument;
      const fit = () => {
        frame.style.height = `${page.documentElement.scrollHeight}px`;
      };
      fit();
      new ResizeObserver(fit).observe(page.body);
      page.addEventListener("click", (event) => {
        const link = event.target.closest?.("a[href]");
        if (!link) return;
        event.preventDefault();
        this.follow(link.href, mail);
      });
    });
    return frame;
  }

  follow(url, mail) {
    const { kind } = meaning(url, this.desk.bot.username);
    if (kind === "other") {
      openOutside(url);
      return;
    }
    const addresses = mail.to.map((address) => address.toLowerCase());
    const owner = [...this.desk.people.values()].find((person) => person.email && addresses.includes(person.email.toLowerCase()));
    if (owner) this.onPhone(owner.id, url);
    else this.ask(url, mail);
  }

  onPhone(id, url) {
    const phone = this.desk.openPhone(id);
    if (ONE_PHONE.matches) this.drawer.close({ refocus: false });
    this.desk.openLink(url, phone);
  }

  ask(url, mail) {
    const name = h("input", { required: true, maxlength: "64", autocomplete: "off", placeholder: text.namePlaceholder });
    const code = h(
      "select",
      {},
      h("option", { value: "ru", selected: language === "ru" }, text.russian),
      h("option", { value: "en", selected: language === "en" }, text.english),
    );
    dialog({
      title: text.whichPhone,
      testid: "which-phone",
      build: (close) => {
        const form = h(
          "form",
          { class: "stack" },
          h("p", { class: "quiet" }, text.whichPhoneHint(mail.to.join(", "))),
          h("div", { class: "two" }, h("label", {}, text.name, name), h("label", {}, text.language, code)),
          h("button", { type: "submit", class: "button primary" }, icon("plus"), text.onNewPhone),
        );
        form.addEventListener("submit", async (event) => {
          event.preventDefault();
          close();
          const id = await addPhone(this.desk, { name: name.value.trim(), language: code.value });
          if (id) this.onPhone(id, url);
        });
        const people = [...this.desk.people.values()].filter((person) => !person.deactivated);
        const choose = (person) => () => {
          close();
          this.onPhone(person.id, url);
        };
        return [
          form,
          people.length ? h("p", { class: "quiet" }, text.onExistingPhone) : null,
          h(
            "div",
            { class: "choices" },
            people.map((person) =>
              h(
                "button",
                { type: "button", class: "menu-item", onclick: choose(person) },
                h("span", {}, format.fullName(person)),
                h("span", { class: "quiet" }, person.label ?? ""),
              ),
            ),
          ),
          h("div", { class: "dialog-buttons" }, h("button", { type: "button", class: "button plain", onclick: close }, text.cancel)),
        ].filter(Boolean);
      },
    });
  }

  read() {
    return new Set(JSON.parse(sessionStorage.getItem(READ) ?? "[]"));
  }
}

function attachments(mail) {
  return h(
    "div",
    { class: "mail-files" },
    h("h4", {}, text.mailAttachments),
    mail.attachments.map((file) =>
      h(
        "a",
        { class: "file", href: file.url, download: file.name, "aria-label": text.download(file.name) },
        h("span", { class: "file-icon" }, icon("file")),
        h("span", { class: "file-words" }, h("span", { class: "file-name" }, file.name), h("span", { class: "file-size" }, format.size(file.size))),
      ),
    ),
  );
}

function linked(words, follow) {
  const pieces = [];
  let place = 0;
  for (const match of words.matchAll(LINK)) {
    pieces.push(words.slice(place, match.index));
    const open = (event) => {
      event.preventDefault();
      follow(match[0]);
    };
    pieces.push(h("a", { href: match[0], target: "_blank", rel: "noopener", onclick: open }, match[0]));
    place = match.index + match[0].length;
  }
  return [...pieces, words.slice(place)];
}
