/**
 * Categories and their members, for lists. A member may belong to several categories; the judge counts it
 * wherever it stands.
 */

/** A plural noun and things of that kind. */
export interface Category {
  /** "fruits": after "name four". */
  readonly name: string;
  /** In lower case. */
  readonly members: readonly string[];
}

function category(name: string, members: string): Category {
  return { name, members: members.split(' ') };
}

export const categories: readonly Category[] = [
  category('fruits', 'apple pear plum cherry peach banana fig apricot quince orange lemon grape'),
  category('vegetables', 'carrot leek beet cabbage spinach onion pumpkin pea potato fennel turnip radish'),
  category('birds', 'robin swallow heron owl crow sparrow finch gull stork magpie wren falcon'),
  category('trees', 'oak birch pine willow maple elm cedar poplar larch beech alder spruce'),
  category('flowers', 'rose tulip daisy lily poppy violet iris sunflower lavender jasmine primrose aster'),
  category('colours', 'red blue green yellow purple brown grey pink white black orange turquoise'),
  category('animals', 'horse goat rabbit fox deer otter badger hedgehog donkey squirrel bear wolf'),
  category('tools', 'hammer saw drill wrench chisel plane file spade ladder pliers axe rake'),
  category('instruments', 'piano violin flute drum trumpet cello harp guitar organ horn lute clarinet'),
  category('herbs', 'basil thyme sage mint dill parsley rosemary chives oregano tarragon marjoram fennel'),
  category(
    'spices',
    'cumin paprika cinnamon cloves nutmeg ginger turmeric saffron pepper cardamom vanilla anise',
  ),
  category('drinks', 'water tea coffee milk juice lemonade cocoa cider beer wine soda punch'),
  category(
    'sports',
    'tennis rowing fencing hockey judo sailing boxing skating archery golf cricket swimming',
  ),
  category('clothes', 'shirt coat scarf hat glove sock jacket dress belt skirt vest apron'),
  category(
    'pieces of furniture',
    'chair table bed shelf desk sofa wardrobe stool bench cupboard drawer lamp',
  ),
  category('jobs', 'baker teacher nurse farmer painter pilot miner tailor sailor judge plumber gardener'),
  category('vehicles', 'car bus train tram boat bicycle lorry tractor ship van canoe sledge'),
  category('metals', 'iron copper silver gold tin zinc lead nickel brass steel bronze platinum'),
  category('fabrics', 'wool cotton silk linen velvet leather felt denim lace canvas fleece satin'),
  category('insects', 'ant bee wasp moth beetle fly cricket butterfly ladybird grasshopper mosquito hornet'),
  category('rooms', 'kitchen bedroom bathroom hall cellar attic study pantry nursery library lounge porch'),
  category(
    'school subjects',
    'history music physics biology drawing grammar geography algebra chemistry sports art latin',
  ),
  category(
    'games',
    'chess draughts dominoes cards darts bowls marbles hopscotch charades backgammon skittles tag',
  ),
  category('gemstones', 'ruby emerald opal topaz pearl amber jade garnet sapphire diamond agate amethyst'),
];

/** Categories by name. */
export const categoryByName: ReadonlyMap<string, Category> = new Map(categories.map((c) => [c.name, c]));
