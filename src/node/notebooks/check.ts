/**
 * Finds type errors in notebooks without running them: the code cells of a notebook, one after the other, are one
 * TypeScript module. Stricter than the kernel, which lets a later cell declare a name again: a notebook that does
 * so cannot be read from the top.
 */
import { dirname, join, resolve } from 'node:path';
import type * as TypeScript from 'typescript';
import { UserError } from '../../errors';
import { packageRoot } from '../package';
import { codeCells, readNotebook, wholeText } from './file';

/** What is wrong in a cell. */
export interface TypeProblem {
  readonly file: string;
  /** Number of the code cell, and the line in it, from 1. */
  readonly cell: number;
  readonly line: number;
  readonly message: string;
}

/** A notebook's cells as one module. */
interface Module {
  readonly file: string;
  readonly text: string;
  /** Line of the module at which each cell begins, from 0. `[cells]` */
  readonly starts: readonly number[];
}

function moduleOf(file: string): Module {
  const starts: number[] = [];
  let text = '';
  let lines = 0;
  for (const cell of codeCells(readNotebook(file))) {
    const source = `${wholeText(cell.source)}\n`;
    starts.push(lines);
    text += source;
    lines += source.split('\n').length - 1;
  }
  // An empty export makes it a module, so that notebooks do not share names.
  return { file, text: `${text}export {};\n`, starts };
}

/** TypeScript is a tool of the clone, not of the library. */
async function typescript(): Promise<typeof TypeScript> {
  try {
    return await import('typescript');
  } catch {
    throw new UserError('typescript is not installed; notebooks are checked in a clone: run `npm ci` there');
  }
}

/** All type errors of these notebooks, and what TypeScript accepts but the kernel does not. @throws UserError when one cannot be read. */
export async function checkNotebooks(files: readonly string[]): Promise<TypeProblem[]> {
  const ts = await typescript();
  const modules = new Map(files.map((file) => [`${resolve(file)}.ts`, moduleOf(file)]));
  const options: TypeScript.CompilerOptions = {
    // What tslab compiles with, and strictness on top.
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    ignoreDeprecations: '5.0',
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    esModuleInterop: true,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(packageRoot, 'node_modules/@types')],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.readFile = (name) => modules.get(name)?.text ?? readFile(name);
  const [first] = modules.keys();
  host.getCurrentDirectory = () => dirname(first);
  const program = ts.createProgram([...modules.keys()], options, host);
  const typeProblems = ts.getPreEmitDiagnostics(program).map((diagnostic): TypeProblem => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    const module = modules.get(diagnostic.file?.fileName ?? '');
    return module && diagnostic.file
      ? { file: module.file, ...placeIn(module, diagnostic.file, diagnostic.start ?? 0), message }
      : { file: diagnostic.file?.fileName ?? '', cell: 0, line: 0, message };
  });
  const shorthands = [...modules].flatMap(([name, module]) => {
    const source = program.getSourceFile(name);
    return source ? lostShorthands(ts, program.getTypeChecker(), module, source) : [];
  });
  return [...typeProblems, ...shorthands];
}

/** The cell and its line of a place in a module. */
function placeIn({ starts }: Module, source: TypeScript.SourceFile, position: number) {
  const { line } = source.getLineAndCharacterOfPosition(position);
  const cell = starts.filter((start) => start <= line).length;
  return { cell, line: line - starts[cell - 1] + 1 };
}

/**
 * `{ name }` of a name from an earlier cell: right in TypeScript, but tslab, which keeps such names in an object of its
 * own, does not find it when the cell runs (1.0.22).
 */
function lostShorthands(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  module: Module,
  source: TypeScript.SourceFile,
): TypeProblem[] {
  const problems: TypeProblem[] = [];
  const visit = (node: TypeScript.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isShorthandPropertyAssignment(node)) return;
    const declared = checker.getShorthandAssignmentValueSymbol(node)?.valueDeclaration;
    if (declared?.getSourceFile() !== source) return;
    const place = placeIn(module, source, node.getStart());
    if (placeIn(module, source, declared.getStart()).cell === place.cell) return;
    const { text } = node.name;
    const message = `tslab does not find { ${text} } of an earlier cell; write { ${text}: ${text} }`;
    problems.push({ file: module.file, ...place, message });
  };
  visit(source);
  return problems;
}
