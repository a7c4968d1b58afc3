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
  export interface Token {
    readonly type: string;
    readonly value: string;
  }
  export type Identifier = { readonly type: 'Identifier'; readonly value: string };
  export type Named = {
    readonly type: 'KeywordArgumentExpression';
    readonly key: Identifier;
    readonly value: Expression;
  };
  export type Tuple = { readonly type: 'TupleLiteral'; readonly value: readonly Expression[] };
  export type Call = {
    readonly type: 'CallExpression';
    readonly callee: Expression;
    readonly args: readonly Expression[];
  };
  export type Member = {
    readonly type: 'MemberExpression';
    readonly object: Expression;
    readonly property: Expression | Slice;
    readonly computed: boolean;
  };
  export type Slice = {
    readonly type: 'SliceExpression';
    readonly start?: Expression;
    readonly stop?: Expression;
    readonly step?: Expression;
  };
  export type Choice = {
    readonly type: 'SelectExpression';
    readonly lhs: Expression;
    readonly test: Expression;
  };
  export type Expression =
    | { readonly type: 'IntegerLiteral' | 'FloatLiteral'; readonly value: number }
    | { readonly type: 'StringLiteral'; readonly value: string }
    | { readonly type: 'ArrayLiteral'; readonly value: readonly Expression[] }
    | Tuple
    | { readonly type: 'ObjectLiteral'; readonly value: ReadonlyMap<Expression, Expression> }
    | Identifier
    | Named
    | Call
    | Member
    | { readonly type: 'UnaryExpression'; readonly operator: Token; readonly argument: Expression }
    | {
        readonly type: 'BinaryExpression';
        readonly operator: Token;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly type: 'FilterExpression'; readonly operand: Expression; readonly filter: Identifier | Call }
    | {
        readonly type: 'TestExpression';
        readonly operand: Expression;
        readonly negate: boolean;
        readonly test: Identifier;
      }
    | Choice
    | {
        readonly type: 'Ternary';
        readonly condition: Expression;
        readonly trueExpr: Expression;
        readonly falseExpr: Expression;
      }
    | { readonly type: 'SpreadExpression' | 'KeywordSpreadExpression' };
  export type For = {
    readonly type: 'For';
    readonly loopvar: Identifier | Tuple;
    readonly iterable: Expression;
    readonly body: readonly Statement[];
    readonly defaultBlock: readonly Statement[];
  };
  export type SetStatement = {
    readonly type: 'Set';
    readonly assignee: Expression;
    readonly value: Expression | null;
    readonly body: readonly Statement[];
  };
  export type Parameter = Identifier | Named;
  export type Statement =
    | Expression
    | {
        readonly type: 'If';
        readonly test: Expression;
        readonly body: readonly Statement[];
        readonly alternate: readonly Statement[];
      }
    | For
    | SetStatement
    | {
        readonly type: 'Macro';
        readonly name: Identifier;
        readonly args: readonly Parameter[];
        readonly body: readonly Statement[];
      }
    | {
        readonly type: 'CallStatement';
        readonly call: Call;
        readonly callerArgs: readonly Parameter[] | null;
        readonly body: readonly Statement[];
      }
    | {
        readonly type: 'FilterStatement';
        readonly filter: Identifier | Call;
        readonly body: readonly Statement[];
      }
    | { readonly type: 'Break' | 'Continue' | 'Comment' };
  export interface Program {
    readonly body: readonly Statement[];
  }
  export function tokenize(
    source: string,
    options: { lstrip_blocks: boolean; trim_blocks: boolean },
  ): Token[];
  /** @throws Error on what it cannot parse. */
  export function parse(tokens: Token[]): Program;
}
