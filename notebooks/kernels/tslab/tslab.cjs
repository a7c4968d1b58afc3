/**
 * Starts tslab without TypeScript's watch over folders. tslab 1.0.22 recompiles when a cell is run, but its compiler also
 * watches the folders in which modules could appear, here and above; when something happens there (a checkout, an install)
 * the next cell dies of "Unexpected pending rebuildTimer".
 */
const { dirname } = require('node:path');

const tslab = dirname(require.resolve('tslab/package.json'));
const typescript = require(require.resolve('@tslab/typescript-for-tslab', { paths: [tslab] }));
typescript.sys.watchDirectory = () => ({ close() {} });

require(`${tslab}/dist/main.js`).main();
