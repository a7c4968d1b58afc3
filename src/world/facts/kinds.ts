/**
 * Kinds of dish: basics that go into every dish of the kind, and how it is made, step by step, each step in
 * several wordings. Slots: {m} the main ingredient, {p} its partner or partners, {a} {b} {c} the basics.
 */

/** A kind of dish. */
export interface DishKind {
  /** As it stands in a dish's name: "sauce". */
  readonly name: string;
  /** Which mains it is made of. */
  readonly taste: 'savoury' | 'sweet';
  /** What goes into every dish of the kind. */
  readonly basics: readonly string[];
  /** How many partners of the main go in. */
  readonly partners: 1 | 2;
  /** Words of which one must stand in the steps: the method that makes it this kind. */
  readonly method: readonly string[];
  /** The steps in order, each with its wordings; together they use every ingredient. */
  readonly steps: readonly (readonly string[])[];
}

/** All of them, in a fixed order. */
export const kinds: readonly DishKind[] = [
  {
    name: 'soup',
    taste: 'savoury',
    basics: ['onion', 'stock'],
    partners: 1,
    method: ['simmer', 'boil'],
    steps: [
      ['Fry the {a} in a pot.', 'Soften the {a} in a pot.', 'Chop and fry the {a}.'],
      ['Add the {m} and {b} and simmer.', 'Simmer the {m} in the {b}.', 'Boil the {m} in the {b}.'],
      ['Stir in the {p}.', 'Add the {p} and serve hot.', 'Finish with {p}.'],
    ],
  },
  {
    name: 'sauce',
    taste: 'savoury',
    basics: ['vinegar', 'sugar'],
    partners: 1,
    method: ['cook', 'simmer'],
    steps: [
      ['Chop the {m} and {p}.', 'Cut up the {m} and {p}.', 'Crush the {m} with {p}.'],
      ['Cook them in the {a}.', 'Cook slowly with {a}.', 'Simmer in the {a}.'],
      ['Stir in the {b}.', 'Add the {b} and stir well.', 'Sweeten with {b}.'],
    ],
  },
  {
    name: 'stew',
    taste: 'savoury',
    basics: ['barley', 'stock'],
    partners: 2,
    method: ['stew', 'simmer'],
    steps: [
      ['Brown the {m} in a pot.', 'Fry the {m} in a deep pot.', 'Cut and brown the {m}.'],
      ['Add the {a} and {b}.', 'Pour in the {b} with {a}.', 'Cover with {b} and {a}.'],
      ['Stew slowly with {p}.', 'Add the {p} and simmer.', 'Simmer with {p} for an hour.'],
    ],
  },
  {
    name: 'salad',
    taste: 'savoury',
    basics: ['oil', 'lemon'],
    partners: 2,
    method: ['toss', 'mix'],
    steps: [
      ['Slice the {m} into a bowl.', 'Cut the {m} into a bowl.', 'Wash and slice the {m}.'],
      ['Add the {p}.', 'Scatter the {p} on top.', 'Top with {p}.'],
      ['Toss with {a} and {b}.', 'Mix with {b} and {a}.', 'Toss it all in {a} and {b}.'],
    ],
  },
  {
    name: 'curry',
    taste: 'savoury',
    basics: ['turmeric', 'coconut'],
    partners: 1,
    method: ['simmer', 'cook'],
    steps: [
      ['Fry the {a} and {p}.', 'Warm the {a} and {p} in a pan.', 'Toast the {p} with {a}.'],
      ['Add the {m} and cook.', 'Cook the {m} in the pan.', 'Cook the {m} until soft.'],
      ['Pour in the {b} and simmer.', 'Simmer in the {b}.', 'Stir in the {b} and serve.'],
    ],
  },
  {
    name: 'pie',
    taste: 'savoury',
    basics: ['flour', 'butter'],
    partners: 1,
    method: ['bake'],
    steps: [
      ['Rub the {b} into the {a}.', 'Make a crust of {a} and {b}.', 'Knead the {a} and {b}.'],
      ['Fill it with {m} and {p}.', 'Add the {m} and {p}.', 'Spread the {m} and {p} on it.'],
      ['Bake until brown.', 'Bake in a hot oven.', 'Bake for forty minutes.'],
    ],
  },
  {
    name: 'dip',
    taste: 'savoury',
    basics: ['yogurt', 'oil'],
    partners: 1,
    method: ['blend', 'mash'],
    steps: [
      ['Cook and mash the {m}.', 'Roast and blend the {m}.', 'Mash the {m} in a bowl.'],
      ['Beat in the {a} and {p}.', 'Blend in the {p} and {a}.', 'Stir in the {a} with {p}.'],
      ['Pour the {b} on top.', 'Finish with {b}.', 'Add the {b} last.'],
    ],
  },
  {
    name: 'noodles',
    taste: 'savoury',
    basics: ['noodles', 'sesame'],
    partners: 1,
    method: ['boil', 'cook'],
    steps: [
      ['Boil the {a}.', 'Cook the {a} and drain them.', 'Boil and drain the {a}.'],
      ['Fry the {m} with {p}.', 'Fry the {p} and {m} in a pan.', 'Brown the {m} and {p}.'],
      ['Mix it all and add the {b}.', 'Stir together with {b}.', 'Top with {b}.'],
    ],
  },
  {
    name: 'rice',
    taste: 'savoury',
    basics: ['rice', 'stock'],
    partners: 2,
    method: ['boil', 'steam'],
    steps: [
      ['Fry the {m} with {a}.', 'Stir the {a} and {m} in a pan.', 'Toast the {a} and add the {m}.'],
      ['Boil it in the {b}.', 'Steam slowly in the {b}.', 'Pour in the {b} and boil.'],
      ['Fold in the {p}.', 'Stir in the {p}.', 'Top with {p}.'],
    ],
  },
  {
    name: 'cake',
    taste: 'sweet',
    basics: ['flour', 'eggs', 'sugar'],
    partners: 1,
    method: ['bake'],
    steps: [
      ['Beat the {b} with {c}.', 'Whisk the {b} and {c}.', 'Stir the {c} and {b}.'],
      ['Fold in the {a}, {m} and {p}.', 'Add the {a}, {p} and {m}.', 'Mix in the {m}, {p} and {a}.'],
      ['Bake for an hour.', 'Bake until golden.', 'Bake in a round tin.'],
    ],
  },
  {
    name: 'tart',
    taste: 'sweet',
    basics: ['flour', 'butter'],
    partners: 1,
    method: ['bake'],
    steps: [
      ['Rub the {b} into the {a}.', 'Press the {a} and {b} in a tin.', 'Make a base of {a} and {b}.'],
      ['Lay the {m} on it.', 'Put the {m} in rows on top.', 'Cover it with {m}.'],
      ['Add the {p} and bake.', 'Bake with {p} on top.', 'Scatter the {p} and bake.'],
    ],
  },
  {
    name: 'jam',
    taste: 'sweet',
    basics: ['sugar', 'lemon'],
    partners: 1,
    method: ['boil'],
    steps: [
      ['Cut the {m} and add the {a}.', 'Mix the {m} with {a}.', 'Leave the {m} in the {a} overnight.'],
      ['Boil with {b}.', 'Add the {b} and boil.', 'Boil hard with {b}.'],
      ['Stir in the {p} and fill the jars.', 'Add the {p} and cool in jars.', 'Finish with {p}.'],
    ],
  },
  {
    name: 'pudding',
    taste: 'sweet',
    basics: ['milk', 'eggs'],
    partners: 2,
    method: ['steam', 'bake'],
    steps: [
      ['Whisk the {b} into the {a}.', 'Beat the {a} and {b}.', 'Warm the {a} and beat in the {b}.'],
      ['Add the {m} and {p}.', 'Stir in the {m} with {p}.', 'Pour it over the {m} and {p}.'],
      ['Steam for an hour.', 'Bake until set.', 'Steam in a deep dish.'],
    ],
  },
  {
    name: 'crumble',
    taste: 'sweet',
    basics: ['oats', 'butter'],
    partners: 1,
    method: ['bake'],
    steps: [
      ['Put the {m} in a dish.', 'Slice the {m} into a dish.', 'Cover the dish with {m}.'],
      ['Add the {p}.', 'Sprinkle with {p}.', 'Scatter the {p} on top.'],
      [
        'Rub the {b} into the {a}, add and bake.',
        'Top with {a} and {b} and bake.',
        'Bake under the {a} and {b}.',
      ],
    ],
  },
  {
    name: 'bread',
    taste: 'sweet',
    basics: ['flour', 'yeast'],
    partners: 1,
    method: ['bake'],
    steps: [
      ['Knead the {a} and {b}.', 'Mix the {b} into the {a}.', 'Make a dough of {a} and {b}.'],
      ['Work in the {m} and {p}.', 'Fold in the {p} and {m}.', 'Add the {m} with {p}.'],
      ['Let it rise and bake.', 'Bake in a long tin.', 'Bake until it sounds hollow.'],
    ],
  },
  {
    name: 'pancakes',
    taste: 'sweet',
    basics: ['flour', 'milk'],
    partners: 1,
    method: ['fry'],
    steps: [
      ['Whisk the {a} and {b}.', 'Beat the {b} into the {a}.', 'Stir the {a} into the {b}.'],
      ['Mix in the {m}.', 'Add the {m} in small pieces.', 'Fold in the {m}.'],
      ['Fry and top with {p}.', 'Fry both sides and add the {p}.', 'Fry in a pan and serve with {p}.'],
    ],
  },
];
