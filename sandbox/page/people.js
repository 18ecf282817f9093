import { call } from "./api.js";
import { h } from "./dom.js";
import { Drawer } from "./drawer.js";
import * as format from "./format.js";
import { icon } from "./icons.js";
import { attempt } from "./notices.js";
import { language, text } from "./strings.js";

/** The list of everybody with a phone: which phones are shown, and a form for a new one. */
export class PeoplePanel {
  constructor(desk) {
    this.desk = desk;
    this.list = h("div", { class: "people" });
    this.drawer = new Drawer({
      name: text.phones,
      hint: text.phonesHint,
      sign: "phones",
      testid: "people",
      content: h("div", { class: "drawer-body" }, this.list, newPhoneForm(desk)),
    });
  }

  show() {
    const people = [...this.desk.people.values()];
    this.list.replaceChildren(
      ...(people.length ? people.map((person) => this.row(person)) : [h("p", { class: "empty" }, text.noPeople)]),
    );
  }

  row(person) {
    const name = format.fullName(person);
    const shown = this.desk.phones.has(person.id);
    const active = this.desk.activity.has(person.id);
    return h(
      "button",
      {
        type: "button",
        class: "person",
        role: "switch",
        "aria-checked": String(shown),
        dataset: { testid: `person-${person.id}` },
        onclick: () => {
          if (shown) this.desk.closePhone(person.id);
          else this.desk.openPhone(person.id);
          this.list.querySelector(`[data-testid="person-${person.id}"]`)?.focus();
        },
      },
      h("span", { class: "avatar", "aria-hidden": "true" }, format.initials(name)),
      h(
        "span",
        { class: "person-words" },
        h("span", { class: "person-name" }, name),
        h("span", { class: "quiet" }, [person.label, person.note].filter(Boolean).join(" · ")),
      ),
      active ? h("span", { class: "dot", role: "img", "aria-label": text.newActivity }) : null,
      h("span", { class: "switch", "aria-hidden": "true" }),
    );
  }
}

function newPhoneForm(desk) {
  const name = h("input", { name: "name", required: true, maxlength: "64", autocomplete: "off", placeholder: text.namePlaceholder });
  const code = h(
    "select",
    { name: "language" },
    h("option", { value: "ru", selected: language === "ru" }, text.russian),
    h("option", { value: "en", selected: language === "en" }, text.english),
  );
  const number = h("input", { name: "phone", type: "tel", maxlength: "20", autocomplete: "off", placeholder: "+7 900 000-00-00" });
  const form = h(
    "form",
    { class: "new-phone stack", "aria-label": text.newPhone },
    h("h3", {}, text.newPhone),
    h("p", { class: "quiet" }, text.newPhoneHint),
    h("label", {}, text.name, name),
    h("div", { class: "two" }, h("label", {}, text.language, code), h("label", {}, text.phoneNumber, number)),
    h("button", { type: "submit", class: "button primary" }, icon("plus"), text.addPhone),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const id = await addPhone(desk, { name: name.value.trim(), language: code.value, number: number.value.trim() });
    if (id) form.reset();
  });
  return form;
}

/** Makes a new person, opens their phone and returns their id. */
export async function addPhone(desk, { name, language: code, number }) {
  const [first, ...rest] = name.split(/\s+/);
  const fields = { first_name: first, last_name: rest.join(" ") || undefined, language_code: code, phone: number || undefined };
  const person = await attempt(() => call("POST", "/people", fields));
  if (!person) return undefined;
  desk.people.set(person.id, person);
  desk.openPhone(person.id);
  return person.id;
}
