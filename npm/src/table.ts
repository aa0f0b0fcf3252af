// A chunk's events, as the core has found them: its text is decoded once and sliced, never event by event.

import { Report } from "./numbers.js";
import { decoder, takeReport } from "./session.js";
import type { Exports } from "./wasm.js";

/** The numbers of a row: begin and end of event type, last event id and data. */
export const COLUMNS = 6;

/** In place of the beginning of an event type: the event was too large, and its data is its size. */
export const TOO_LARGE = 2 ** 32 - 1;

/** The rows of a chunk, and how to get the texts that their numbers speak of. */
export interface Table {
  readonly rows: Uint32Array;
  readonly cut: (from: number, to: number) => string;
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
  const begin = copied ? length : 0;
  const end = length + report[Report.Copied]!;
  const bytes = new Uint8Array(buffer, report[Report.Room]! + begin, end - begin);
  const count = report[Report.Rows]! * COLUMNS;
  const text = count > 0 ? decoder.decode(bytes) : "";
  // Every byte that is no character of its own makes the text shorter.
  const isWide = count > 0 && text.length !== bytes.length;
  const isWidened = isWide && copied && !text.includes("\ufffd");
  if (isWidened) wasm.connection_widen(core);
  const rows = new Uint32Array(buffer, report[Report.Table], count).slice();
  if (isWidened || !isWide) {
    const offset = isWide ? 0 : begin;
    return { rows, isWide, cut: (from, to) => text.slice(from - offset, to - offset) };
  }
  const kept = bytes.slice();
  return { rows, isWide, cut: (from, to) => decoder.decode(kept.subarray(from - begin, to - begin)) };
}
