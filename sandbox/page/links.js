const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "www.t.me"]);

/**
 * What a link means in the sandbox.
 * @returns {{kind: "start", payload: string} | {kind: "bot"} | {kind: "meeting"} | {kind: "other"}}
 */
export function meaning(url, botUsername) {
  let link;
  try {
    link = new URL(url);
  } catch {
    return { kind: "other" };
  }
  const isMeeting = link.hostname === "zoom.us" || link.hostname.endsWith(".zoom.us");
  if (isMeeting && /^\/[js]\/\d+$/.test(link.pathname)) return { kind: "meeting" };
  let domain = null;
  if (TELEGRAM_HOSTS.has(link.hostname)) domain = link.pathname.slice(1);
  if (link.protocol === "tg:" && link.href.startsWith("tg://resolve")) domain = link.searchParams.get("domain");
  if (domain?.toLowerCase() !== botUsername.toLowerCase()) return { kind: "other" };
  const payload = link.searchParams.get("start");
  return payload === null ? { kind: "bot" } : { kind: "start", payload };
}

/** Opens a link that has no meaning in the sandbox, if it is one that is safe to open. */
export function openOutside(url) {
  if (/^(https?|mailto|tel):/i.test(url)) window.open(url, "_blank", "noopener");
}
