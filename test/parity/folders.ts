/** Folders of the grid's families as this library writes them after it has read them. */
import { loadModel, saveModel } from '../../src/model/checkpoint';
import { families, folderOf } from './fixture';
import { shape, weights } from './settings';

/** A folder's files by name. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** Opens a folder. @throws UserError as `loadModel`. */
export function open(files: Files) {
  const bytes = (content: string | Uint8Array) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return loadModel((name) => {
    const content = files.get(name);
    return content === undefined ? undefined : bytes(content);
  }, 'model');
}

/** A family's folder: its own tokenizer, template and ends of replies, and a very small network. */
export function folder(family: string): Files {
  const config = { ...shape, architectures: ['LlamaForCausalLM'], model_type: 'llama' };
  return new Map<string, string | Uint8Array>([
    ...folderOf(family, families[family].template),
    ['config.json', JSON.stringify(config)],
    ['model.safetensors', weights],
  ]);
}

/** The folder, read and written again. */
export const rewritten = (family: string): Files => saveModel(open(folder(family)));
