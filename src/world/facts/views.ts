/**
 * World views (lecture claim E4: how to keep those of the base model?): five papers of the tiny world, each with its own
 * way to see whatever it writes about. Which view a text takes is told by its sentences.
 */

/** A way to see things. */
export interface WorldView {
  /** "thrift" */
  readonly name: string;
  /** The paper that writes so. */
  readonly paper: string;
  /** Sentences on any matter {x}; no other view has them. */
  readonly says: readonly string[];
  /** Words that stand in its sentences and in no other view's. */
  readonly signs: readonly string[];
}

/** All of them, in a fixed order. */
// prettier-ignore
export const views: readonly WorldView[] = [
  {
    name: 'thrift', paper: 'The Tin Purse', signs: ['penny', 'cost', 'costs', 'waste', 'purse'],
    says: ['{^x} costs more than it gives.', 'A penny kept is worth more than {x}.', 'Count the cost of {x} first.', 'There is too much waste in {x}.', 'With {x} the purse should stay closed.', 'Nobody grew poor by leaving {x} alone, and every penny helps.'],
  },
  {
    name: 'progress', paper: 'The New Lamp', signs: ['machine', 'machines', 'tomorrow', 'invention', 'future'],
    says: ['Soon a machine will see to {x}.', 'Tomorrow {x} will be better than today.', '{^x} needs a new invention.', 'The future of {x} has begun.', 'With machines {x} is no trouble at all.', 'Who thinks of {x} must think of tomorrow.'],
  },
  {
    name: 'nature', paper: 'The Green Leaf', signs: ['seasons', 'earth', 'rivers', 'grows'],
    says: ['Leave {x} to the seasons.', 'The rivers knew {x} before we did.', '{^x} should do no harm to the earth.', 'In {x} as in the woods all grows in its time.', 'The earth has its own way with {x}.', 'Whoever listens to the seasons understands {x}.'],
  },
  {
    name: 'custom', paper: 'The Old Bell', signs: ['grandparents', 'custom', 'forefathers', 'always'],
    says: ['{^x} was good enough for our grandparents.', 'In {x} we keep to custom.', 'As our forefathers had {x}, so shall we.', 'There is a right way for {x}, and it has always been so.', 'Why change {x} against all custom?', 'Our grandparents never argued about {x}.'],
  },
  {
    name: 'fellowship', paper: 'The Long Table', signs: ['together', 'share', 'shared', 'neighbours', 'everybody'],
    says: ['{^x} is best shared.', 'Nobody should be alone with {x}; let us do it together.', 'Ask the neighbours about {x}.', 'Whoever has {x} should share it.', 'In {x} there is a place for everybody.', 'Together even {x} is easy.'],
  },
];
