/**
 * Starts tslab 1.0.22 with three of its faults mended.
 *
 * 1. Its compiler watches all declarations that cells import, and where modules could appear; when something changes there (a
 *    build, an install) the next cell dies of "Unexpected pending rebuildTimer". It recompiles when a cell is run, so the
 *    watches go. What changed is seen after a restart of the kernel, which a loaded module needs anyway.
 * 2. It publishes outputs one after the other without waiting. zeromq 6 sends 512 of them at once and lets the next one wait
 *    for the event loop; a cell that goes on publishing before that, as a training run does, dies of EBUSY, and so does the
 *    message that says so. A publisher whose timeout is 0 never waits, and without a limit to its queue it drops nothing.
 * 3. It runs a cell as an async function where its compiler complains of an await outside of one, which it does not of
 *    `for await`: a cell with that alone dies of "Unexpected reserved word". Such loops are looked for here.
 */
const { dirname } = require('node:path');

const tslab = dirname(require.resolve('tslab/package.json'));
const ofTslab = (name) => require(require.resolve(name, { paths: [tslab] }));

const ts = ofTslab('@tslab/typescript-for-tslab');
const { sys } = ts;
sys.watchFile = sys.watchDirectory = () => ({ close() {} });

const zeromq = ofTslab('zeromq');
zeromq.Publisher = class extends zeromq.Publisher {
  constructor(options) {
    super({ sendTimeout: 0, sendHighWaterMark: 0, ...options });
  }
};

/** Whether a loop with `for await` stands outside of all functions. */
function awaitsInLoop(code) {
  const visit = (node) =>
    !ts.isFunctionLike(node) &&
    !ts.isClassLike(node) &&
    ((ts.isForOfStatement(node) && node.awaitModifier !== undefined) || ts.forEachChild(node, visit) === true);
  return visit(ts.createSourceFile('cell.js', code, ts.ScriptTarget.Latest));
}

const converter = require(`${tslab}/dist/converter.js`);
const { createConverter } = converter;
converter.createConverter = (options) => {
  const made = createConverter(options);
  const convert = (...cell) => {
    const converted = made.convert(...cell);
    if (!converted.hasToplevelAwait && converted.output !== undefined)
      converted.hasToplevelAwait = awaitsInLoop(converted.output);
    return converted;
  };
  return { ...made, convert };
};

require(`${tslab}/dist/main.js`).main();
