/**
 * Starts tslab without TypeScript's watch over files and folders. tslab 1.0.22 recompiles when a cell is run, but its
 * compiler also watches all declarations that cells import, and where modules could appear; when something changes there
 * (a build, an install) the next cell dies of "Unexpected pending rebuildTimer". What changed is seen after a restart of
 * the kernel, which a loaded module needs anyway.
 */
const { dirname } = require('node:path');

const tslab = dirname(require.resolve('tslab/package.json'));
const { sys } = require(require.resolve('@tslab/typescript-for-tslab', { paths: [tslab] }));
sys.watchFile = sys.watchDirectory = () => ({ close() {} });

require(`${tslab}/dist/main.js`).main();
