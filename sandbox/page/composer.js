import { h } from "./dom.js";
import { attachMenu } from "./attach.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./keyboards.js";
import { popup } from "./popup.js";
import { text } from "./strings.js";

/** What lies under the messages: the input field with its buttons, the reply keyboard, or START and unblock. */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.keyboardShown = true;
    this.keyboardOf = null;
    this.element = h("div", { class: "composer" });
    this.mode = null;
    this.field = h("textarea", { class: "field", rows: "1", "aria-label": text.message, placeholder: text.message });
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    });
    this.toggle = h("button", { type: "button", class: "icon-button", onclick: () => this.toggleKeyboard() });
    this.keyboardPlace = h("div", { class: "keyboard-place" });
    this.form = h(
      "form",
      { class: "input-row" },
      this.commandsButton(),
      this.field,
      this.toggle,
      attachMenu(phone),
      h("button", { type: "submit", class: "icon-button send", "aria-label": text.send }, icon("send")),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  show(chat) {
    const mode = chat.blocked ? "blocked" : chat.started ? "writing" : "start";
    if (mode !== this.mode) {
      this.mode = mode;
      this.element.replaceChildren(...this.contents(mode));
    }
    const keyboard = chat.reply_keyboard;
    const signature = JSON.stringify(keyboard);
    if (signature !== this.keyboardOf) {
      this.keyboardOf = signature;
      this.keyboard = keyboard;
      this.keyboardShown = Boolean(keyboard) && !keyboard.hidden;
      this.showKeyboard();
    }
    this.field.placeholder = keyboard?.input_field_placeholder ?? text.message;
  }

  contents(mode) {
    if (mode === "writing") return [this.form, this.keyboardPlace];
    if (mode === "start") {
      return [h("button", { type: "button", class: "big-button", onclick: () => this.phone.send("/start") }, text.start)];
    }
    return [
      h("p", { class: "quiet" }, text.blockedHint),
      h("button", { type: "button", class: "big-button", onclick: () => this.phone.act("/unblock") }, text.restart),
    ];
  }

  commandsButton() {
    const button = h("button", { type: "button", class: "icon-button", "aria-label": text.commands }, icon("slash"));
    return popup({
      button,
      name: text.commands,
      className: "commands",
      build: (close) => {
        const commands = this.phone.chat?.commands ?? [];
        if (commands.length === 0) return h("p", { class: "quiet" }, text.noCommands);
        return commands.map(({ command, description }) =>
          h(
            "button",
            {
              type: "button",
              class: "menu-item command",
              onclick: () => {
                close();
                this.phone.send(`/${command}`);
              },
            },
            h("span", { class: "command-name" }, `/${command}`),
            h("span", {}, description),
          ),
        );
      },
    });
  }

  async submit() {
    const words = this.field.value.trim();
    if (!words) return;
    this.field.value = "";
    this.grow();
    if (!(await this.phone.send(words))) this.field.value ||= words;
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }

  toggleKeyboard() {
    this.keyboardShown = !this.keyboardShown;
    this.showKeyboard();
  }

  showKeyboard() {
    const shown = Boolean(this.keyboard) && this.keyboardShown;
    this.toggle.hidden = !this.keyboard;
    this.toggle.replaceChildren(icon(shown ? "hideKeyboard" : "keyboard"));
    this.toggle.setAttribute("aria-label", shown ? text.hideKeyboard : text.showKeyboard);
    this.toggle.setAttribute("aria-pressed", String(shown));
    this.keyboardPlace.replaceChildren(
      ...(shown ? [replyKeyboard(this.keyboard, (button) => this.pressReply(button))] : []),
    );
  }

  pressReply(button) {
    this.phone.pressReply(button);
  }
}
