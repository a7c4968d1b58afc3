/** The claims that lab A1 tests: each treatment against the base model, and the base model in the chat format. */
import { meanEffect, minus } from '../../study/effects';
import { checkOf, type Check } from '../../study/lab';
import { seedsOf, type A1Data, type ArmName, type MeasureName } from './data';

/** By how much an arm's measure is above another's, prompt by prompt. */
function above(
  data: A1Data,
  statement: string,
  measure: MeasureName,
  arm: ArmName,
  other: ArmName,
  unit: string,
): Check {
  const [own, others] = [seedsOf(data, arm), seedsOf(data, other)];
  const effect = meanEffect(own.map(({ heldOut }, s) => minus(heldOut[measure], others[s].heldOut[measure])));
  return checkOf({ claim: 'A1', statement, ...effect, bound: 0, unit });
}

/** The same on the slides' prompts, where what was repeated within a seed is the replies. */
function aboveOnSlides(data: A1Data, arm: ArmName): Check {
  const [own, base] = [seedsOf(data, arm), seedsOf(data, 'base, page')];
  const differences = own.map(({ slides }, s) => minus(slides.answered, base[s].slides.answered));
  const { effect, over } = meanEffect(differences);
  return checkOf({
    claim: 'A1',
    statement: `asked the slides’ own two prompts, ${arm} answers more often than the base model`,
    effect,
    over: own.length > 1 ? over : `${differences[0].length} replies`,
    bound: 0,
    unit: 'share of replies',
  });
}

/** Statements on one treatment. */
function against(data: A1Data, arm: 'SFT' | 'PPO'): Check[] {
  const page = 'base, page';
  const share = 'share of replies';
  return [
    above(data, `${arm} answers more often than the base model`, 'answered', arm, page, share),
    above(data, `${arm} has the right format more often`, 'rightFormat', arm, page, share),
    above(data, `the base model is off topic more often than ${arm}`, 'offTopic', page, arm, share),
    above(
      data,
      `the base model repeats itself more than ${arm}`,
      'repetition',
      page,
      arm,
      'share of 3-grams',
    ),
    above(data, `${arm} has more gold`, 'gold', arm, page, 'gold'),
    aboveOnSlides(data, arm),
  ];
}

/** All checks of the lab. */
export function a1Checks(data: A1Data): Check[] {
  const template = 'control, the base model in the chat format: SFT answers more often than it';
  return [
    ...against(data, 'SFT'),
    ...against(data, 'PPO'),
    above(data, 'PPO has more gold than SFT, over all families', 'gold', 'PPO', 'SFT', 'gold'),
    above(data, template, 'answered', 'SFT', 'base, chat', 'share of replies'),
  ];
}
