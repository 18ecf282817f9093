import { text } from "./strings.js";

const RECONNECT_AFTER = 1500;

/** A control call that did not work; the message is a sentence for the person at the page. */
export class CallFailed extends Error {}

/** Calls the sandbox and returns its JSON. `body` is an object or FormData. Throws `CallFailed`. */
export async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) {
    options.body = body;
  } else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(`/api${path}`, options);
  } catch {
    throw new CallFailed(text.unreachable);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new CallFailed(text.failed(answer.error ?? `HTTP ${response.status}`));
  return answer;
}

/**
 * Follows the stream of changes and connects again whenever it breaks. `changed` gets every event,
 * `connected` and `lost` tell of every connection.
 */
export function follow(listeners) {
  const source = new EventSource("/api/events");
  source.onopen = listeners.connected;
  source.onmessage = (message) => listeners.changed(JSON.parse(message.data));
  source.onerror = () => {
    // Browsers differ in whether and when they try again by themselves.
    source.close();
    listeners.lost();
    setTimeout(() => follow(listeners), RECONNECT_AFTER);
  };
}
