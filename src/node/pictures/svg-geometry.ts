/**
 * The bounding boxes that a browser would give for SVG elements, for Plotly's layout in a DOM that does not lay out
 * (jsdom). Covers what Plotly's cartesian figures are made of: text with tspans, rectangles, paths of straight
 * lines, groups, and the transforms translate, scale and rotate.
 */
import type { FontMetrics } from './font-metrics';
import { largest, smallest } from '../../extremes';

/** [left, top, right, bottom] in pixels. */
type Box = readonly [number, number, number, number];

/** SVG's matrix(a b c d e f): x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [number, number, number, number, number, number];

/** Fonts to measure text with. */
export interface Fonts {
  readonly regular: FontMetrics;
  readonly bold: FontMetrics;
}

const identity: Matrix = [1, 0, 0, 1, 0, 0];

function multiply([a, b, c, d, e, f]: Matrix, m: Matrix): Matrix {
  return [
    a * m[0] + c * m[1],
    b * m[0] + d * m[1],
    a * m[2] + c * m[3],
    b * m[2] + d * m[3],
    a * m[4] + c * m[5] + e,
    b * m[4] + d * m[5] + f,
  ];
}

/** A number at the start of an attribute ("12px", "0.3"); 0 where there is none. */
function pixels(value: string | null | undefined): number {
  const number = parseFloat(value ?? '');
  return Number.isFinite(number) ? number : 0;
}

function rotation(degrees: number, x = 0, y = 0): Matrix {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

/** The element's own transform. */
function ownMatrix(element: Element): Matrix {
  if (element.tagName === 'svg') {
    return [1, 0, 0, 1, pixels(element.getAttribute('x')), pixels(element.getAttribute('y'))];
  }
  let matrix = identity;
  for (const [, name, list] of (element.getAttribute('transform') ?? '').matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const [a = 0, b, c] = list
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    if (name === 'translate') matrix = multiply(matrix, [1, 0, 0, 1, a, b ?? 0]);
    else if (name === 'scale') matrix = multiply(matrix, [a, 0, 0, b ?? a, 0, 0]);
    else if (name === 'rotate') matrix = multiply(matrix, rotation(a, b, c));
  }
  return matrix;
}

function transformed([left, top, right, bottom]: Box, [a, b, c, d, e, f]: Matrix): Box {
  const corners = [
    [left, top],
    [left, bottom],
    [right, top],
    [right, bottom],
  ];
  const xs = corners.map(([x, y]) => a * x + c * y + e);
  const ys = corners.map(([x, y]) => b * x + d * y + f);
  return [smallest(xs), smallest(ys), largest(xs), largest(ys)];
}

/** A font property as the element inherits it, from its style or attributes. */
function inherited(element: Element, property: string): string | undefined {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const value = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`).exec(
      at.getAttribute('style') ?? '',
    )?.[1];
    const found = value ?? at.getAttribute(property);
    if (found) return found.trim();
  }
  return undefined;
}

function fontOf(element: Element, fonts: Fonts): { metrics: FontMetrics; size: number } {
  const weight = inherited(element, 'font-weight');
  const bold = weight === 'bold' || Number(weight) >= 600;
  return {
    metrics: bold ? fonts.bold : fonts.regular,
    size: pixels(inherited(element, 'font-size') ?? '12'),
  };
}

/** Width of all text inside a node, each piece in its own font. */
export function textWidth(node: Node, fonts: Fonts): number {
  let width = 0;
  for (const child of node.childNodes) {
    if (child.nodeType === child.TEXT_NODE && child.parentElement) {
      const { metrics, size } = fontOf(child.parentElement, fonts);
      width += metrics.width(child.textContent ?? '') * size;
    } else width += textWidth(child, fonts);
  }
  return width;
}

/** A length in em or pixels. */
function length(value: string | null, size: number): number {
  return value?.endsWith('em') ? parseFloat(value) * size : pixels(value);
}

/** One box a line: Plotly breaks text into tspans of class "line". */
function textBoxes(text: Element, fonts: Fonts): Box[] {
  const { size } = fontOf(text, fonts);
  const start = { x: pixels(text.getAttribute('x')), y: pixels(text.getAttribute('y')) };
  const lines = [...text.children].filter((child) => child.classList.contains('line'));
  const spans = lines.length > 0 ? lines : [text];
  return spans.flatMap((span): Box[] => {
    const width = textWidth(span, fonts);
    if (width === 0) return [];
    const font = fontOf(span, fonts);
    const x = span.hasAttribute('x') ? pixels(span.getAttribute('x')) : start.x;
    const y =
      (span.hasAttribute('y') ? pixels(span.getAttribute('y')) : start.y) +
      length(span.getAttribute('dy'), size);
    const anchor = inherited(span, 'text-anchor');
    const left = x - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0);
    return [[left, y - font.metrics.ascent * font.size, left + width, y + font.metrics.descent * font.size]];
  });
}

/** The corners of a path of absolute M and L commands, which is all that Plotly measures. */
function pathBoxes(path: Element): Box[] {
  const numbers = (path.getAttribute('d') ?? '').match(/-?\d*\.?\d+(?:e-?\d+)?/g)?.map(Number) ?? [];
  if (numbers.length < 2 || /[^MLZ\d\s,.\-e]/.test(path.getAttribute('d') ?? '')) return [];
  const xs = numbers.filter((_, i) => i % 2 === 0);
  const ys = numbers.filter((_, i) => i % 2 === 1);
  return [[smallest(xs), smallest(ys), largest(xs), largest(ys)]];
}

function contentBoxes(element: Element, fonts: Fonts): Box[] {
  switch (element.tagName) {
    case 'text':
      return textBoxes(element, fonts);
    case 'path':
      return pathBoxes(element);
    case 'rect': {
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) =>
        pixels(element.getAttribute(name)),
      );
      return [[x, y, x + width, y + height]];
    }
    case 'defs':
    case 'clipPath':
      return [];
    default:
      return [...element.children].flatMap((child) =>
        contentBoxes(child, fonts).map((box) => transformed(box, ownMatrix(child))),
      );
  }
}

/** A rectangle as `getBBox` and `getBoundingClientRect` return it. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function around(boxes: readonly Box[]): Rectangle {
  const none = boxes.length === 0;
  const left = none ? 0 : smallest(boxes.map((box) => box[0]));
  const top = none ? 0 : smallest(boxes.map((box) => box[1]));
  const right = none ? 0 : largest(boxes.map((box) => box[2]));
  const bottom = none ? 0 : largest(boxes.map((box) => box[3]));
  return { x: left, y: top, width: right - left, height: bottom - top, left, top, right, bottom };
}

/** The box of an element's content in its own coordinates, before its own transform (`getBBox`). */
export function boundingBox(element: Element, fonts: Fonts): Rectangle {
  return around(contentBoxes(element, fonts));
}

/** The same in the page's coordinates, after all transforms (`getBoundingClientRect`). */
export function clientRectangle(element: Element, fonts: Fonts): Rectangle {
  let matrix = ownMatrix(element);
  for (
    let at = element.parentElement;
    at?.namespaceURI === 'http://www.w3.org/2000/svg';
    at = at.parentElement
  ) {
    matrix = multiply(ownMatrix(at), matrix);
  }
  return around(contentBoxes(element, fonts).map((box) => transformed(box, matrix)));
}
