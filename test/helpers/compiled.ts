/** TypeScript over texts that are in no file, for tests of examples in documents. */
import ts from 'typescript';

/** A program of these texts by the names that they would have as files; all else is read from disk. */
export function programOf(texts: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  return ts.createProgram([...texts.keys()], options, host);
}

/** What the compiler says, in one line. */
export function saying({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, ' ');
}
