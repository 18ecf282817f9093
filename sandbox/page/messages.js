import { h, reconcile } from "./dom.js";
import * as format from "./format.js";
import { inlineKeyboard } from "./keyboards.js";
import { media } from "./media.js";
import { text } from "./strings.js";

/** Characters of a message that an answer to it quotes. */
const QUOTED = 80;

/**
 * The messages of one chat. The list stays at its end while the person is there, and never moves otherwise.
 * `actions` has press(message, row, column, button), openLink(url), command(text) and
 * busy(messageId, row, column).
 */
export class MessageList {
  constructor(actions) {
    this.actions = actions;
    this.atEnd = true;
    this.lastTop = 0;
    this.rows = h("div", { class: "rows" });
    this.element = h(
      "div",
      { class: "messages", tabindex: "0", role: "log", "aria-label": text.chatLabel, "aria-live": "polite" },
      this.rows,
    );
    this.element.addEventListener("scroll", () => this.scrolled());
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches(".spoiler, .bot-command")) this.clicked(event);
    });
    const keepEnd = new ResizeObserver(() => this.atEnd && this.toEnd());
    keepEnd.observe(this.rows);
    keepEnd.observe(this.element);
  }

  show(messages, { zone, now, empty }) {
    const inView = this.atEnd ? [] : this.rowsInView();
    reconcile(this.rows, arranged(messages, { zone, now, empty, busy: this.actions.busy }), {
      key: (row) => row.key,
      signature: (row) => JSON.stringify(row),
      build: (row) => this.build(row, zone),
    });
    if (this.atEnd) this.toEnd();
    else this.holdStill(inView);
  }

  rowsInView() {
    const { top, bottom } = this.element.getBoundingClientRect();
    return [...this.rows.children]
      .map((row) => ({ key: row.dataset.key, ...edges(row) }))
      .filter((row) => row.bottom > top && row.top < bottom);
  }

  /** Scrolls so that what was read before a change stands where it stood. */
  holdStill(before) {
    const rows = new Map([...this.rows.children].map((row) => [row.dataset.key, row]));
    const kept = before.find((row) => rows.has(row.key));
    if (kept) this.element.scrollTop += edges(rows.get(kept.key)).top - kept.top;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const near = scrollHeight - scrollTop - clientHeight < 40;
    // The content can grow between a scroll and its event; only a move upwards is the person's own.
    this.atEnd = near || (this.atEnd && scrollTop >= this.lastTop);
    this.lastTop = scrollTop;
    this.element.dispatchEvent(new CustomEvent("end", { detail: this.atEnd }));
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    const spoiler = event.target.closest(".spoiler:not(.shown)");
    const command = event.target.closest(".bot-command");
    if (spoiler) {
      event.preventDefault();
      spoiler.classList.add("shown");
      spoiler.removeAttribute("aria-label");
    } else if (link && !link.hasAttribute("download")) {
      event.preventDefault();
      this.actions.openLink(link.href);
    } else if (command) {
      this.actions.command(command.textContent);
    }
  }

  build(row, zone) {
    if (row.empty) return h("p", { class: "empty-chat" }, row.empty);
    if (row.day) return h("div", { class: "day" }, h("span", {}, row.day));
    return row.album ? album(row.album, zone) : this.bubble(row, zone);
  }

  bubble({ message, quoted, busy }, zone) {
    const carried = media(message);
    const words = message.html ? textBlock(message.html) : null;
    const bare = carried && !words && (message.photo || message.video);
    const { press } = this.actions;
    return h(
      "article",
      { class: `message ${message.from === "bot" ? "in" : "out"}`, dataset: { testid: `message-${message.message_id}` } },
      h(
        "div",
        { class: `bubble ${carried ? "with-media" : ""} ${bare ? "bare" : ""} ${message.protect_content ? "protected" : ""}` },
        quoted ? h("div", { class: "quoted" }, quoted) : null,
        carried,
        words,
        times(message, zone),
      ),
      message.inline_keyboard?.length
        ? inlineKeyboard(message.inline_keyboard, {
            press: (line, column, button) => press(message, line, column, button),
            busy: (line, column) => busy.includes(`${line}:${column}`),
          })
        : null,
    );
  }
}

function edges(row) {
  const { top, bottom } = row.getBoundingClientRect();
  return { top, bottom };
}

function arranged(messages, { zone, now, empty, busy }) {
  if (messages.length === 0 && empty) return [{ key: "empty", empty }];
  const rows = [];
  let lastDay = "";
  for (const message of messages) {
    const day = format.day(message.date, zone);
    if (day !== lastDay) rows.push({ key: `day ${day} ${message.message_id}`, day: day === format.day(now, zone) ? `${text.today}, ${day}` : day });
    lastDay = day;
    const group = message.media_group_id;
    const last = rows.at(-1);
    if (group && last.album?.[0].media_group_id === group) {
      last.album.push(message);
    } else if (group) {
      rows.push({ key: `album ${group}`, album: [message] });
    } else {
      const answered = messages.find((other) => other.message_id === message.reply_to);
      const quoted = answered && (answered.text ?? answered.caption ?? "…").slice(0, QUOTED);
      rows.push({ key: message.message_id, message, quoted, zone, busy: waiting(message, busy) });
    }
  }
  return rows;
}

function waiting(message, busy) {
  return (message.inline_keyboard ?? []).flatMap((buttons, row) =>
    buttons.flatMap((_, column) => (busy(message.message_id, row, column) ? [`${row}:${column}`] : [])),
  );
}

function album(messages, zone) {
  const captioned = messages.find((message) => message.html);
  const pictures = messages.every((message) => message.photo || message.video);
  return h(
    "article",
    { class: `message ${messages[0].from === "bot" ? "in" : "out"}` },
    h(
      "div",
      { class: "bubble with-media" },
      h(
        "div",
        { class: pictures ? `album of-${Math.min(messages.length, 4)}` : "file-list" },
        messages.map((message) => h("div", { dataset: { testid: `message-${message.message_id}` } }, media(message))),
      ),
      captioned ? textBlock(captioned.html) : null,
      times(messages.at(-1), zone),
    ),
  );
}

function times(message, zone) {
  const edited = message.edit_date
    ? h("span", { title: text.editedAt(format.time(message.edit_date, zone)) }, `${text.edited} `)
    : null;
  return h("span", { class: "times" }, edited, h("time", { datetime: message.date }, format.time(message.date, zone)));
}

function textBlock(html) {
  const block = h("div", { class: "text", html });
  for (const spoiler of block.querySelectorAll(".spoiler")) {
    spoiler.tabIndex = 0;
    spoiler.setAttribute("role", "button");
    spoiler.setAttribute("aria-label", text.spoiler);
  }
  for (const command of block.querySelectorAll(".bot-command")) {
    command.tabIndex = 0;
    command.setAttribute("role", "button");
  }
  for (const part of block.querySelectorAll("blockquote, pre")) {
    const after = part.nextSibling;
    // A block ends its line by itself.
    if (after?.nodeType === Node.TEXT_NODE) after.data = after.data.replace(/^\n/, "");
  }
  for (const quote of block.querySelectorAll("blockquote.expandable")) {
    const toggle = h("button", { type: "button", class: "expand", "aria-expanded": "false" }, text.expand);
    toggle.addEventListener("click", () => {
      const open = quote.classList.toggle("open");
      toggle.textContent = open ? text.collapse : text.expand;
      toggle.setAttribute("aria-expanded", String(open));
    });
    quote.after(toggle);
    new ResizeObserver(() => {
      const short = quote.scrollHeight <= quote.clientHeight + 1;
      toggle.hidden = short && !quote.classList.contains("open");
    }).observe(quote);
  }
  return block;
}
