import type { Figure } from '../../plots/figure';
import type { B3Data } from './data';
export function b3Figures(_: B3Data, __?: number): Record<string, Figure> { return {}; }
