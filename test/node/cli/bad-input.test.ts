/** What a user can get wrong: status 2, one line on stderr that names it, nothing on stdout, nothing written. */
import * as fs from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { run, succeed, workFolder, wordsIn, writeToys } from './toy';

const at = workFolder();
const words = wordsIn(at);

beforeAll(async () => {
  writeToys(at);
  const small = words('--epochs 1 --held-out 0');
  await succeed(...words('sft --model @base --data @demonstrations.jsonl --out @sft'), ...small);
  await succeed(
    ...words(
      'reward --model @sft --data @comparisons.jsonl --out @reward --scale-replies 8',
      '--max-new-tokens 4',
    ),
    ...small,
  );

  fs.writeFileSync(at('empty.jsonl'), '');
  fs.writeFileSync(at('broken.jsonl'), '{"prompt":"Hello!"}\n{"prompt": "Hel\n');
  fs.writeFileSync(at('column.jsonl'), '{"question":"Hello!"}\n');
  fs.writeFileSync(at('type.jsonl'), '{"messages":[{"role":"robot","content":"x"}]}\n');
  fs.writeFileSync(at('silent.jsonl'), '{"messages":[{"role":"user","content":"x"}]}\n');
  fs.writeFileSync(at('scored.jsonl'), '{"prompt":"a","reply":"b"}\n{"prompt":"a","reply":"b","score":1}\n');
  fs.writeFileSync(
    at('tools.jsonl'),
    '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"tools":[{"name":"clock"}]}\n',
  );
  fs.cpSync(at('reward'), at('reward=0.1'), { recursive: true });
  fs.writeFileSync(at('one.jsonl'), '{"text":"One document."}\n');
  const long = 'word '.repeat(80);
  fs.writeFileSync(at('long.jsonl'), `{"prompt":"Hello!"}\n${JSON.stringify({ prompt: long })}\n`);
  const turns = [
    { role: 'user', content: 'Hello!' },
    { role: 'assistant', content: long },
  ];
  fs.writeFileSync(at('long-demo.jsonl'), `${JSON.stringify({ messages: turns })}\n`);
  fs.writeFileSync(
    at('long-pair.jsonl'),
    `${JSON.stringify({ prompt: 'Hi', chosen: 'a', rejected: long })}\n`,
  );
  fs.writeFileSync(at('long-reply.jsonl'), `${JSON.stringify({ prompt: 'Hi', reply: long })}\n`);

  fs.cpSync(at('base'), at('cut'), { recursive: true });
  fs.truncateSync(at('cut', 'model.safetensors'), 5000);
  fs.cpSync(at('sft'), at('no-config'), { recursive: true });
  fs.rmSync(at('no-config', 'config.json'));
  fs.cpSync(at('reward'), at('other-tokenizer'), { recursive: true });
  const tokenizer = JSON.parse(fs.readFileSync(at('reward', 'tokenizer.json'), 'utf8'));
  [tokenizer.model.vocab['a'], tokenizer.model.vocab['b']] = [
    tokenizer.model.vocab['b'],
    tokenizer.model.vocab['a'],
  ];
  fs.writeFileSync(at('other-tokenizer', 'tokenizer.json'), JSON.stringify(tokenizer));
});

const sft = 'sft --model @base --data @demonstrations.jsonl --out @new';
const reward = 'reward --model @sft --data @comparisons.jsonl --out @new';
const ppo = 'ppo --model @sft --reward @reward --prompts @prompts.jsonl --out @new';
const best = 'best-of-n --model @sft --reward @reward --prompts @prompts.jsonl --out @new';
const generate = 'generate --model @base';
const pretrain = 'pretrain --corpus @corpus.jsonl --out @new';

const table: [what: string, line: string, told: string][] = [
  ['an unknown command', 'sfft', "unknown command 'sfft'"],
  ['an unknown option', `${sft} --epoch 1`, "unknown option '--epoch'"],
  ['a misspelt number', `${sft} --epochs three`, "option '--epochs <n>' argument 'three' is invalid"],
  ['a number out of bounds', `${sft} --held-out 2`, 'expected a number from 0 to 0.9'],
  ['a choice that is none', `${reward} --pooling max`, 'Allowed choices are mean, last'],
  ['a missing option', 'sft --model @base --out @new', "required option '--data <file>' not specified"],
  ['no threads', `${sft} --threads 0`, 'expected a whole number from 1 up'],

  ['a missing data file', 'sft --model @base --data @none --out @new', '@none: not found'],
  ['a folder as data', 'sft --model @base --data @base --out @new', '@base: is a folder'],
  ['an empty data set', 'sft --model @base --data @empty.jsonl --out @new', '@empty.jsonl: no rows found'],
  ['a broken line', `${generate} --prompts @broken.jsonl`, '@broken.jsonl:2: '],
  ['a wrong column', `${generate} --prompts @column.jsonl`, '@column.jsonl:1: column "prompt" is missing'],
  [
    'a wrong role',
    'sft --model @base --data @type.jsonl --out @new',
    '@type.jsonl:1: column "messages[0].role"',
  ],
  [
    'nothing to learn',
    'sft --model @base --data @silent.jsonl --out @new',
    '@silent.jsonl:1: nothing to learn',
  ],
  ['empty comparisons', 'reward --model @sft --data @empty.jsonl --out @new', '@empty.jsonl: no rows found'],
  ['empty replies', 'score --data @empty.jsonl', '@empty.jsonl: no rows found'],
  [
    'replies with a column score',
    'score --data @scored.jsonl',
    '@scored.jsonl:2: has a column "score", which the scores would overwrite',
  ],
  [
    'a row with context that is not read',
    'sft --model @base --data @tools.jsonl --out @new',
    '@tools.jsonl:1: column "tools" is not read and would be lost',
  ],
  ['a reward that may be a weight', ppo.replace('@reward', '@reward=0.1'), 'give the weight too'],
  [
    'replies without the column',
    'score --data @prompts.jsonl',
    '@prompts.jsonl:1: column "reply" is missing',
  ],
  ['an empty corpus', 'pretrain --out @new --corpus @empty.jsonl', '@empty.jsonl: no rows found'],
  ['a corpus of one', 'pretrain --out @new --corpus @one.jsonl', '@one.jsonl: one document'],

  ['a long prompt', `${generate} --prompts @long.jsonl`, '@long.jsonl:2: '],
  ['a long prompt for PPO', ppo.replace('@prompts', '@long'), '@long.jsonl:2: '],
  ['a long prompt for best-of-n', best.replace('@prompts', '@long'), '@long.jsonl:2: '],
  ['a long demonstration', sft.replace('@demonstrations', '@long-demo'), '@long-demo.jsonl:1: '],
  ['a long comparison', reward.replace('@comparisons', '@long-pair'), '@long-pair.jsonl:1: rejected: '],
  ['a long reply', 'score --with @reward --data @long-reply.jsonl', '@long-reply.jsonl:1: '],

  ['a missing model', `generate --model @none --prompt Hi`, '@none: not found'],
  ['a file as a model', `generate --model @prompts.jsonl --prompt Hi`, '@prompts.jsonl: is a file'],
  ['a model without config', 'generate --model @no-config --prompt Hi', '@no-config: config.json is missing'],
  ['a cut model file', 'generate --model @cut --prompt Hi', '@cut/model.safetensors'],
  ['a cut model for SFT', sft.replace('@base', '@cut'), '@cut/model.safetensors'],
  ['a reward model as the policy', ppo.replace('@sft', '@reward'), '@reward: a reward model'],
  ['a policy as the reward', ppo.replace('--reward @reward', '--reward @sft'), '@sft: a language model'],
  ['a reward of another tokenizer', best.replace('@reward', '@other-tokenizer'), 'another tokenizer'],

  ['no prompt', generate, 'expected either --prompt TEXT or --prompts FILE'],
  ['two prompts', `${generate} --prompt Hi --prompts @prompts.jsonl`, 'expected either --prompt'],
  ['an output that is there', sft.replace('@new', '@reward'), '@reward: there is something already'],
  [
    'an output file that is there',
    best.replace('@new', '@prompts.jsonl'),
    '@prompts.jsonl: there is something',
  ],
  ['an output below a file', ppo.replace('@new', '@prompts.jsonl/x'), '@prompts.jsonl is a file'],
  [
    'an unknown setting of a lab',
    'lab B4 --set ppo.clip=1',
    'lab B4: no setting "ppo.clip"; expected one of',
  ],
  ['a setting without a value', 'lab B4 --set ppo.clipRatio', 'expected name=value'],
  ['a setting of another kind', 'lab B4 --set iterations=many', 'iterations is "many"; expected a number'],
  ['a setting of all labs', 'lab all --set seeds=[1]', '--set: not with all labs'],
  ['figures of no results', 'figures --from @base', '@base: no results of labs'],
  ['less than a step', `${pretrain} --tokens 0.001`, '--tokens 0.001: less than one step'],
  ['rows over the context', `${pretrain} --row-tokens 512`, '--row-tokens 512: longer than --context 256'],
  ['heads that do not fit', `${pretrain} --hidden 100`, '--hidden 100: over 3 heads'],
  ['too few documents', `${pretrain} --tokens 0.01`, 'do not fill one row of 128'],
];

describe('bad input', () => {
  test.each(table)('%s', async (_, line, told) => {
    const before = fs.readdirSync(at());
    const { status, stdout, stderr } = await run(...words(line));
    expect(stderr).toContain(told.replaceAll('@', `${at()}/`));
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^posttrain: /);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(fs.readdirSync(at())).toEqual(before);
  });

  test('help and version are no errors', async () => {
    for (const option of ['--help', '--version']) expect((await run(option)).status).toBe(0);
  });

  test('every command explains its options and gives an example', async () => {
    const commands = [...(await run('--help')).stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
    expect(commands).toContain('best-of-n');
    for (const command of commands.filter((name) => name !== 'help' && !name.startsWith('-'))) {
      const { status, stdout } = await run(command, '--help');
      expect(status).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples:\\n {2}\\$ posttrain ${command}\\b`));
    }
  });
});
