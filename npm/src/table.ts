// A chunk's events, as the core has found them: its text is decoded once and sliced, never event by event.

import { Report } from "./numbers.js";
import { takeReport, type Cut } from "./session.js";
import type { Exports } from "./wasm.js";

/** The numbers of a row: begin and end of event type, last event id and data. */
export const COLUMNS = 6;

/** In place of the beginning of an event type: the event was too large, and its data is its size. */
export const TOO_LARGE = 2 ** 32 - 1;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The rows of a chunk, and how to get the texts that their numbers speak of. */
export interface Table {
  readonly rows: Uint32Array;
  readonly cut: Cut;
  /** Whether there is something in it that is not ASCII. */
  readonly isWide: boolean;
}

/**
 * Takes the table from the core.
 *
 * @param length how many bytes the chunk has
 * @param copied whether the core was told to copy all, which serves to find the places in a text that is not ASCII
 */
export function takeTable(wasm: Exports, core: number, length: number, copied: boolean): Table {
  const report = takeReport(wasm, core);
  const { buffer } = wasm.memory;
  const rows = new Uint32Array(buffer, report[Report.Table], report[Report.Rows]! * COLUMNS).slice();
  const begin = copied ? length : 0;
  const end = length + report[Report.Copied]!;
  const bytes = new Uint8Array(buffer, report[Report.Room]! + begin, end - begin);
  const text = rows.length > 0 ? decoder.decode(bytes) : "";
  // Every byte that is no character of its own makes the text shorter.
  const isWide = rows.length > 0 && text.length !== bytes.length;
  if (!isWide || (copied && !text.includes("\ufffd") && convert(rows, bytes, length, text.length))) {
    const offset = isWide ? 0 : begin;
    return { rows, isWide, cut: (from, to) => text.slice(from - offset, to - offset) };
  }
  const kept = bytes.slice();
  return { rows, isWide, cut: (from, to) => decoder.decode(kept.subarray(from - begin, to - begin)) };
}

/** Makes offsets in bytes those of UTF-16. Gives `false`, and changes nothing, where bytes are not UTF-8. */
function convert(rows: Uint32Array, bytes: Uint8Array, offset: number, length: number): boolean {
  const units = rows.slice();
  let at = 0;
  let unit = 0;
  for (let index = 0; index < rows.length; index++) {
    // A size.
    if (rows[index - (index % COLUMNS)] === TOO_LARGE && index % COLUMNS !== 2 && index % COLUMNS !== 3) continue;
    const place = rows[index]! - offset;
    // All is copied in its order, but for what is as in the row above, and what is empty.
    if (place >= at) {
      unit += unitsIn(bytes, at, place);
      at = place;
      units[index] = unit;
    } else if (place >= 0) units[index] = units[index - COLUMNS]!;
  }
  if (unit + unitsIn(bytes, at, bytes.length) !== length) return false;
  rows.set(units);
  return true;
}

function unitsIn(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    // What begins a character; those of four bytes are two units.
    if ((byte & 0xc0) !== 0x80) units += byte < 0xf0 ? 1 : 2;
  }
  return units;
}
