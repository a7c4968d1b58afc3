/** docs/exactness.md, written from what the parity suite finds. */
import { cases, familyNames, features } from './fixture';
import { allRefusals } from './grid';
import { compareSetting, settings } from './settings';

/** A cell of a table, with what would end it escaped. */
const cell = (text: string) => text.replaceAll('|', '\\|');

/** What is refused by message, with the things that give it. */
function byMessage(all: readonly { what: string; message: string }[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { what, message } of all) {
    const group = groups.get(message) ?? [];
    if (!group.includes(what)) group.push(what);
    groups.set(message, group);
  }
  return [...groups];
}

/** The page as it should be. */
export function exactnessPage(): string {
  const inGrid = allRefusals();
  const ofSettings = settings.flatMap((setting) => {
    const { refusal } = compareSetting(setting);
    return refusal === undefined ? [] : [{ what: setting.name, message: refusal }];
  });
  const rows = byMessage([...inGrid, ...ofSettings]);
  return `# Exactly as Python, or refused

Token ids, what of them is in the loss, where replies begin and end: they are those of transformers 5.24, tokenizers 0.23
and TRL 1.16, or the row or the model is refused in one line. \`test/parity\` holds this library to fixtures that Python
made (\`test/fixtures/parity/make.py\`): ${cases.length.toLocaleString('en')} combinations of ${familyNames.length} model
families, ${Object.keys(features).length} constructs of templates and four kinds of rows, and ${settings.length} settings of
a tokenizer's files. ${inGrid.length} and ${ofSettings.length} of them are refused, as listed below; all others are equal.
This page is written by that suite (\`npm run exactness\`).

## What is refused

| what | message |
| --- | --- |
${rows.map(([message, what]) => `| ${cell(what.join('; '))} | ${cell(message)} |`).join('\n')}

## What differs on purpose

- **Markers in contents.** A text that says \`<|im_end|>\` is spelled out in ordinary tokens, so that no user, and no row,
  can end a turn. In Python it becomes the token, unless \`sanitize_control_tokens\` is set.
- **Masks of templates without \`{% generation %}\`.** TRL refuses them for assistant-only loss. Here what follows the
  opening of a reply counts, up to the token that ends the turn.
- **Replies of pairs** end with the token that ends the turn; the line break that some templates write after it is cut.
- **A plain text prompt** is one turn of the user, and its completion one of the assistant; TRL joins the two texts.
- **Classes of tokenizers.** transformers 5 cuts words in ways of its own for some values of \`tokenizer_class\`, whatever
  \`tokenizer.json\` says. LlamaTokenizer and Qwen2Tokenizer are followed in this; others are refused, see above. Folders that are written name
  \`PreTrainedTokenizerFast\`, for which every version follows the file.
- **Several templates.** Of a list of named templates the one called "default" is used and kept.
`;
}
