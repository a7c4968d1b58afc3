/** What a notebook's cells show: `openNotebook`, `show`, `table`, `watch`. */
export { show } from './chart';
export { openNotebook, notebookMode, type NotebookMode, type NotebookSession } from './notebook';
export { table, type Frame } from './table';
export { watch, type Stepped } from './watch';
