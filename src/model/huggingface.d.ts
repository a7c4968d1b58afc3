/**
 * What we use of two Hugging Face packages. Both run as CommonJS, but ship their types as ES modules only,
 * which the compiler refuses in a CommonJS project.
 */
declare module '@huggingface/tokenizers' {
  /** `tokenizer.json` as a running tokenizer. */
  export class Tokenizer {
    constructor(tokenizer: object, config: object);
    readonly model: (preTokens: string[]) => string[];
    decode(
      ids: number[],
      options?: { skip_special_tokens?: boolean; clean_up_tokenization_spaces?: boolean },
    ): string;
  }
  /** The pre-tokenizer that cuts text along a regular expression. */
  export class SplitPreTokenizer {
    constructor(config: { type: 'Split'; pattern: { Regex: string }; behavior: 'Isolated'; invert: boolean });
    /** The expression in JavaScript's words, with the flags g and u. */
    readonly pattern: RegExp;
    pre_tokenize(text: string): string[];
  }
}

declare module '@huggingface/jinja' {
  /** A parsed Jinja template. @throws Error on a template it cannot parse or render. */
  export class Template {
    constructor(template: string);
    render(variables: Record<string, unknown>): string;
  }
}
