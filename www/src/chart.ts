// The chart of the last minutes: uPlot, dressed by the stylesheet's custom properties.

import uPlot from "uplot";
import { columns, span, usersAt, type History } from "./history.ts";

export interface Chart {
  draw(history: History, now: number): void;
  /** How long the chart takes to move by one pixel, in milliseconds. */
  timePerPixel(): number;
}

/** Room above the highest count, as a share of it, and the least the vertical axis ends at. */
const HEADROOM = 1.2;
const LEAST_TOP = 4;

/** The steps of the grid: people come whole. */
const STEPS = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

/** How far the labels of the grid stand above its lines, in lines of text. */
const LIFT = 0.75;

/** Puts a chart into `element` that follows the element's size. */
export function chart(element: HTMLElement): Chart {
  let drawn: { history: History; now: number } = { history: [], now: Date.now() };
  // Asked for at every drawing, so that a change of theme or state needs no more than another drawing.
  const property = (name: string) => () => getComputedStyle(element).getPropertyValue(name).trim();

  const scale: uPlot.Axis = {
    // Inside the plot, where the page's text begins: the chart reaches from edge to edge.
    size: 0,
    align: 1,
    // Above the lines of the grid: as the second line of a text whose lines go upwards.
    values: (_, splits) => splits.map((split) => (split === null ? null : `\n${split}`)),
    lineGap: -LIFT,
    font: `500 ${fontSize(element)}px Archivo, system-ui, sans-serif`,
    ticks: { show: false },
    incrs: STEPS,
    // Two lines or three.
    space: (_self, _axis, _min, _max, height) => height / 4,
  };
  // The labels that lie on the paper, or on the ground: each has its ink. The line at zero needs none.
  const labels = (ink: string, onGround: boolean): uPlot.Axis => ({
    stroke: property(ink),
    filter: (plot, splits) =>
      splits.map((split) => (split !== 0 && isOnGround(plot, split) === onGround ? split : null)),
  });
  const isOnGround = (plot: uPlot, split: number) => {
    const users = usersAt(drawn.history, plot.posToVal(margin(element) + fontSize(element) / 2, "x"));
    return plot.valToPos(users ?? 0, "y") < plot.valToPos(split, "y") - LIFT * fontSize(element);
  };

  const plot = new uPlot(
    {
      ...size(element),
      padding: [0, 0, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      drawOrder: ["series", "axes"] as uPlot.DrawOrderKey[],
      scales: {
        x: { time: false, range: () => [drawn.now - span(drawn.history, drawn.now), drawn.now] },
        y: { range: (_, _least, most) => [0, Math.max(most ?? 0, LEAST_TOP) * HEADROOM] },
      },
      axes: [
        { show: false },
        { ...scale, ...labels("--chart-label", false), grid: { stroke: property("--chart-grid"), width: 1 } },
        { ...scale, ...labels("--on-ground", true), grid: { show: false } },
      ],
      series: [
        {},
        {
          paths: uPlot.paths.stepped!({ align: 1 }),
          fill: property("--ground"),
          stroke: property("--edge"),
          width: 2,
          points: { show: false },
        },
      ],
    },
    [[], []],
    element,
  );

  const redraw = () => plot.redraw(false);
  const fit = () => {
    for (const axis of plot.axes) axis.gap = -margin(element);
    plot.setSize(size(element));
  };
  new ResizeObserver(fit).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  void document.fonts.ready.then(redraw);

  return {
    draw(history, now) {
      drawn = { history, now };
      plot.setData(columns(history, now));
    },
    timePerPixel: () => span(drawn.history, drawn.now) / plot.width,
  };
}

const fontSize = (element: HTMLElement) => parseFloat(getComputedStyle(element).fontSize);
const margin = (element: HTMLElement) => parseFloat(getComputedStyle(element).paddingInlineStart);

function size(element: HTMLElement) {
  return { width: element.clientWidth, height: element.clientHeight };
}
