/**
 * Lets a child process run the sources as they are, without a build that may be old: `node --require` this file. The
 * TypeScript is stripped by the compiler's own transpiler and kept in the folder POSTTRAIN_TRANSPILED, so that only the
 * first of many children pays for it.
 */
'use strict';
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

const folder = process.env.POSTTRAIN_TRANSPILED ?? '';
if (folder === '') throw new Error('POSTTRAIN_TRANSPILED: expected a folder');
mkdirSync(folder, { recursive: true });

/** @param {string} file @returns {string} */
function transpiled(file) {
  const source = readFileSync(file, 'utf8');
  const kept = join(folder, `${createHash('sha256').update(file).update(source).digest('hex')}.js`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const ts = require('typescript');
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  };
  const { outputText } = ts.transpileModule(source, { compilerOptions, fileName: file });
  // Whole or not at all: the child may be killed at any moment.
  writeFileSync(`${kept}.${process.pid}`, outputText);
  renameSync(`${kept}.${process.pid}`, kept);
  return outputText;
}

/** @type {any} */ (Module)._extensions['.ts'] = (/** @type {any} */ module, /** @type {string} */ file) =>
  module._compile(transpiled(file), file);
