/** Whether the window is so narrow that only one phone is shown at a time, as style.css has it. */
export const ONE_PHONE = matchMedia("(max-width: 899px)");

/** Builds an element. `on…` properties are listeners, `dataset` is copied, the rest are attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "html") element.innerHTML = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const shownAs = new WeakMap();

/**
 * Makes the children of `container` show `items` in their order. Only what is new or different is built
 * again, so that nothing else moves and the focus stays where it is.
 * @param key of an item, unique in the container
 * @param signature a text that changes when the item has to be shown anew
 */
export function reconcile(container, items, { key, signature, build }) {
  const wanted = new Map(items.map((item) => [String(key(item)), item]));
  for (const child of [...container.children]) {
    if (!wanted.has(child.dataset.key)) child.remove();
  }
  const present = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let place = container.firstElementChild;
  for (const [name, item] of wanted) {
    const looks = signature(item);
    let element = present.get(name);
    if (!element || shownAs.get(element) !== looks) {
      const fresh = build(item);
      fresh.dataset.key = name;
      shownAs.set(fresh, looks);
      if (element) {
        if (place === element) place = fresh;
        replaceKeepingFocus(element, fresh);
      } else {
        fresh.classList.add("arrived");
      }
      element = fresh;
    }
    // An element that stands where it should is not touched: moving it would take the focus from it.
    if (element === place) place = place.nextElementSibling;
    else container.insertBefore(element, place);
  }
}

function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const buttons = focused ? [...old.querySelectorAll("button, a")] : [];
  const place = buttons.indexOf(focused);
  old.replaceWith(fresh);
  if (place >= 0) [...fresh.querySelectorAll("button, a")][place]?.focus({ preventScroll: true });
}

/** Wraps an asynchronous task: while it runs, any number of further calls lead to one more run. */
export function coalesced(task) {
  let running = null;
  let again = false;
  return function run() {
    again = true;
    running ??= (async () => {
      try {
        while (again) {
          again = false;
          await task();
        }
      } finally {
        running = null;
      }
    })();
    return running;
  };
}
