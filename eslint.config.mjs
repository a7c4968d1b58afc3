import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

/** Imports point downward only: a folder may use the ones that stand before it in this list. */
const layers = [
  'engine',
  'data',
  'model',
  'eval',
  'world',
  'train',
  'plots',
  'history',
  'study',
  'steps',
  'tools',
  'labs',
  'web',
  'node',
];
/** What a page may use, by `posttrain/core` and `posttrain/web`. */
const portable = layers.filter((layer) => layer !== 'tools' && layer !== 'node');
const nodeModules = { group: ['node:*'], message: 'this must also run in a browser: use src/node' };

const layerRules = layers.slice(0, -1).map((layer, i) => ({
  files: [`src/${layer}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: layers.slice(i + 1).map((upper) => `**/${upper}/**`),
            message: `src/${layer} may only import from: ${layers.slice(0, i + 1).join(', ')}`,
          },
          ...(portable.includes(layer) ? [nodeModules] : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'docs/api/', 'runs/', 'node_modules/', 'notebooks/'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    // Operands of a kernel and of a loss, a handful each.
    ignores: ['src/engine/program.ts', 'src/train/gradient.ts'],
    rules: {
      // Each value of a spread goes on the stack: with some 120,000 the call fails.
      'no-restricted-syntax': [
        'error',
        ...[
          'CallExpression > SpreadElement',
          'NewExpression > SpreadElement',
          "CallExpression[callee.property.name='apply']",
        ].map((selector) => ({
          selector,
          message:
            'No spread of data into a call: use a loop, flatMap, or largest and smallest of src/extremes.ts',
        })),
      ],
    },
  },
  { files: ['**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  ...layerRules,
  {
    files: ['src/{data,model,train}/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
          message:
            "write `import * as z from 'zod'`: of `{ z }` esbuild keeps everything, forty languages too",
        },
      ],
    },
  },
  {
    files: ['src/*.ts'],
    ignores: ['src/index.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [nodeModules, { group: ['./node/**'] }] }] },
  },
  prettier,
);
