// The page's elements: puts a view on the screen, and tells when the reader presses the button. No decisions here.

import type { View } from "./model.ts";

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`index.html has no <${type.name} id="${id}">`);
  return found;
}

const users = element("users", HTMLElement);
const looking = element("looking", HTMLElement);
const state = element("state", HTMLElement);
const stats = element("stats", HTMLElement);
const chartStart = element("chart-start", HTMLElement);
const announcement = element("announcement", HTMLElement);
const reconnect = element("reconnect", HTMLButtonElement);

export const chartElement = element("chart", HTMLElement);

/** Shows `view`. Touches only what differs: to a screen reader every write is news. */
export function show(view: View): void {
  if (document.title !== view.title) document.title = view.title;
  write(users, view.users);
  users.dataset["digits"] = String(view.digits);
  write(looking, view.looking);
  write(state, view.stateInWords);
  state.dataset["state"] = view.state;
  write(stats, view.stats);
  write(chartStart, view.chartStart);
  write(announcement, view.announcement);
  if (chartElement.ariaLabel !== view.chartInWords) chartElement.ariaLabel = view.chartInWords;
  const offered = view.state === "reconnecting" || view.state === "closed";
  // Where the button goes with the focus on it, the keyboard's place is beside it.
  if (!offered && document.activeElement === reconnect) state.focus();
  reconnect.hidden = !offered;
}

export function onReconnect(listener: () => void): void {
  reconnect.addEventListener("click", listener);
}

function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
