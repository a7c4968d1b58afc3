/**
 * Text that knows where it came from. A template's strings are `Text`: which stretches of them were taken from a
 * message's content, and which stand between `{% generation %}` marks, goes with them through slices, joins and
 * replacements. So no content can pass for the template's own words, and the loss mask is read off the text.
 */

/** A stretch of a text, in UTF-16 units: of a message's content by its index, of several contents, or generated. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly of: number | 'contents' | 'generation';
}

/** An immutable string with its origins. */
export class Text {
  constructor(
    readonly value: string,
    readonly spans: readonly Span[] = [],
  ) {}

  /** All of it from one source. */
  static from(value: string, of: Span['of']): Text {
    return new Text(value, [{ start: 0, end: value.length, of }]);
  }

  static join(parts: readonly Text[]): Text {
    if (parts.length === 1) return parts[0];
    const spans: Span[] = [];
    let length = 0;
    for (const part of parts) {
      for (const { start, end, of } of part.spans)
        spans.push({ start: start + length, end: end + length, of });
      length += part.value.length;
    }
    return new Text(parts.map(({ value }) => value).join(''), spans);
  }

  /** A piece, in UTF-16 units; an empty one keeps its place in what it was cut from. */
  slice(from: number, to = this.value.length): Text {
    const spans = this.spans.flatMap((span) => {
      const start = Math.max(span.start, from) - from;
      const end = Math.min(span.end, to) - from;
      const empty = start === end && (span.start === span.end || from === to);
      return start < end || empty ? [{ start, end, of: span.of }] : [];
    });
    return new Text(this.value.slice(from, to), spans);
  }

  /** In other words, letter for letter where the length stays. */
  reworded(value: string): Text {
    if (value.length === this.value.length) return new Text(value, this.spans);
    const sources = new Set(this.spans.map(({ of }) => of));
    if (sources.size === 0) return new Text(value);
    const [only] = sources;
    return Text.from(value, sources.size === 1 ? only : 'contents');
  }
}
