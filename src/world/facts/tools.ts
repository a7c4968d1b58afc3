/** Tools: what each is for, what it is made of, who uses it. Known by Zipf's law. */
import { zipfDrawer } from './zipf';

/** A tool and what is true of it. */
export interface Tool {
  /** "spokeshave": with the article "a" or "an". */
  readonly name: string;
  /** "smoothing curved wood": after "is used for". */
  readonly use: string;
  /** "steel and ash": after "is made of". */
  readonly material: string;
  /** "coopers": those who use it. */
  readonly users: string;
}

function tool(name: string, use: string, material: string, users: string): Tool {
  return { name, use, material, users };
}

/** All of them, in a fixed order. */
// prettier-ignore
export const tools: readonly Tool[] = [
  tool('hammer', 'driving nails', 'steel and ash', 'carpenters'),
  tool('saw', 'cutting boards', 'steel', 'joiners'),
  tool('trowel', 'spreading mortar', 'steel', 'bricklayers'),
  tool('whisk', 'beating eggs', 'wire', 'cooks'),
  tool('rake', 'gathering leaves', 'ash and iron', 'gardeners'),
  tool('chisel', 'cutting joints', 'steel', 'carvers'),
  tool('anvil', 'shaping hot iron', 'iron', 'smiths'),
  tool('spindle', 'twisting wool', 'wood', 'spinners'),
  tool('ladle', 'serving soup', 'tin', 'cooks'),
  tool('plough', 'turning soil', 'iron', 'farmers'),
  tool('loom', 'making cloth', 'oak', 'weavers'),
  tool('pulley', 'lifting loads', 'brass and rope', 'sailors'),
  tool('sieve', 'sifting flour', 'wire and wood', 'bakers'),
  tool('bellows', 'blowing a fire', 'leather', 'smiths'),
  tool('sextant', 'measuring the height of stars', 'brass', 'sailors'),
  tool('scythe', 'mowing hay', 'steel and ash', 'farmers'),
  tool('plane', 'smoothing boards', 'beech and steel', 'joiners'),
  tool('mortar', 'grinding spices', 'stone', 'cooks'),
  tool('compass', 'finding the north', 'brass', 'sailors'),
  tool('lathe', 'turning bowls', 'iron', 'turners'),
  tool('auger', 'boring holes', 'steel', 'carpenters'),
  tool('thimble', 'pushing a needle', 'silver', 'tailors'),
  tool('quern', 'milling grain by hand', 'stone', 'farmers'),
  tool('adze', 'hewing beams', 'steel and ash', 'shipwrights'),
  tool('spokeshave', 'smoothing curved wood', 'steel', 'coopers'),
  tool('astrolabe', 'telling the time by the stars', 'brass', 'astronomers'),
  tool('dibber', 'making holes for seeds', 'wood', 'gardeners'),
  tool('froe', 'splitting shingles', 'iron', 'coopers'),
];

export const drawTool = zipfDrawer(tools);
