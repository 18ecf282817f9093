const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5.2v.01M12 12v.01M12 18.8v.01",
  attach: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.5 3.5 0 0 1 5 5L10 17.5a2 2 0 0 1-3-3L14.5 7",
  send: "M5 12l15-7-5 15-3.5-6z",
  keyboard: "M4 7h16v11H4zM7.5 10.5v.01M12 10.5v.01M16.5 10.5v.01M8 14.5h8",
  hideKeyboard: "M6 9l6 6 6-6",
  slash: "M14.5 5l-5 14",
  down: "M12 5v14M6 13l6 6 6-6",
  phones: "M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3zM11 18h2",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  video: "M4 7h10v10H4zM14 11l6-3.5v9L14 13",
  copy: "M9 9h10v11H9zM5 15V4h10",
  link: "M8 16L16 8M9.5 8H16v6.5",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  pin: "M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.6-3.6 3.5-5 7-5s6.4 1.4 7 5",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9v.01",
  voice: "M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12",
  back: "M14 6l-6 6 6 6",
  plus: "M12 5v14M5 12h14",
  next: "M6 6l7 6-7 6zM17 6v12",
  minimise: "M6 12h12",
  fault: "M12 4L2.8 20h18.4zM12 10v5M12 17.6v.01",
  check: "M5 12.5l4.5 4.5L19 7.5",
};

/** A decorative icon that takes the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
