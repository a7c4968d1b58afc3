import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { boundingBox, clientRectangle, textWidth, type Fonts } from '../../../src/node/pictures/svg-geometry';

/** Every character half an em wide, bold ones a whole em. */
const fonts: Fonts = {
  regular: { ascent: 0.8, descent: 0.2, width: (text) => 0.5 * text.length },
  bold: { ascent: 0.8, descent: 0.2, width: (text) => text.length },
};

function svg(content: string, selector: string): Element {
  const { document } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`).window;
  const element = document.querySelector(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}

describe('SVG geometry', () => {
  it('measures text from its baseline by its anchor', () => {
    const text = (anchor: string) =>
      svg(`<text x="10" y="20" style="font-size: 10px; text-anchor: ${anchor};">abcd</text>`, 'text');
    expect(boundingBox(text('start'), fonts)).toMatchObject({ left: 10, right: 30, top: 12, bottom: 22 });
    expect(boundingBox(text('middle'), fonts)).toMatchObject({ left: 0, right: 20 });
    expect(boundingBox(text('end'), fonts)).toMatchObject({ left: -10, right: 10 });
  });

  it('takes bold and inherited sizes into account', () => {
    const text = svg(
      '<g style="font-size: 20px"><text>ab<tspan style="font-weight: 700">c</tspan></text></g>',
      'text',
    );
    expect(textWidth(text, fonts)).toBe(20 + 20);
  });

  it('stacks the lines of a broken text', () => {
    const lines =
      '<tspan class="line" x="0" y="0" dy="0em">ab</tspan><tspan class="line" x="0" y="0" dy="1.5em">abcd</tspan>';
    const box = boundingBox(svg(`<text x="0" y="0" style="font-size: 10px">${lines}</text>`, 'text'), fonts);
    expect(box).toMatchObject({ left: 0, right: 20, top: -8, bottom: 17 });
  });

  it('follows transforms up to the page, but not in an own box', () => {
    const content =
      '<g transform="translate(100,50)"><rect transform="scale(2)" x="1" y="2" width="3" height="4"/></g>';
    const rectangle = svg(content, 'rect');
    expect(boundingBox(rectangle, fonts)).toMatchObject({ x: 1, y: 2, width: 3, height: 4 });
    expect(clientRectangle(rectangle, fonts)).toMatchObject({ x: 102, y: 54, width: 6, height: 8 });
  });

  it('turns an upright title', () => {
    const rectangle = svg(
      '<rect transform="rotate(-90, 10, 10)" x="10" y="10" width="30" height="4"/>',
      'rect',
    );
    const box = clientRectangle(rectangle, fonts);
    expect(box.x).toBeCloseTo(10, 9);
    expect(box.y).toBeCloseTo(-20, 9);
    expect(box.width).toBeCloseTo(4, 9);
    expect(box.height).toBeCloseTo(30, 9);
  });

  it('covers the parts of a group and leaves out definitions', () => {
    const group = svg(
      '<g><defs><rect width="999" height="999"/></defs><path d="M5,5L-5,7"/><rect x="1" y="1" width="2" height="20"/></g>',
      'g',
    );
    expect(boundingBox(group, fonts)).toMatchObject({ left: -5, top: 1, right: 5, bottom: 21 });
    expect(boundingBox(svg('<g></g>', 'g'), fonts)).toMatchObject({ width: 0, height: 0 });
  });
});
