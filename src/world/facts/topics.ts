/**
 * Topics of advice, each with its tips. A tip belongs to one topic: the judge knows which.
 */

/** Something people ask advice on. */
export interface Topic {
  /** "grow tomatoes": after "how do I". */
  readonly to: string;
  /** "growing tomatoes": after "tips for". */
  readonly doing: string;
  /** Each a sentence; no other topic has them. */
  readonly tips: readonly string[];
}

function topic(to: string, doing: string, ...tips: string[]): Topic {
  return { to, doing, tips };
}

/** All topics, in a fixed order. */
// prettier-ignore
export const topics: readonly Topic[] = [
  topic('grow tomatoes', 'growing tomatoes', 'Water the roots in the morning.', 'Tie the stems to a stake.',
    'Pick off yellow leaves.', 'Give them six hours of sun.', 'Feed the soil every two weeks.',
    'Pinch out the side shoots.', 'Keep the leaves dry.'),
  topic('sleep better', 'sleeping better', 'Go to bed at the same hour.', 'Keep the bedroom dark.',
    'Put the phone in another room.', 'Drink no coffee after noon.', 'Open a window for cool air.',
    'Read a quiet book first.', 'Get up when the alarm rings.'),
  topic('learn a language', 'learning a language', 'Speak a little every day.', 'Keep a list of new words.',
    'Listen to songs and repeat them.', 'Find a friend to talk with.', 'Label things in your house.',
    'Do not fear mistakes.', 'Watch films without subtitles.'),
  topic('train a dog', 'training a dog', 'Reward good behaviour at once.', 'Use one word for one command.',
    'Practise in short sessions.', 'Never shout at the dog.', 'Walk on a short lead first.',
    'Let everybody follow the same rules.', 'End each lesson with play.'),
  topic('save money', 'saving money', 'Write down what you spend.', 'Cook at home more often.',
    'Put some aside on payday.', 'Wait a day before you buy.', 'Compare prices in three shops.',
    'Cancel what you do not use.', 'Carry cash and leave the card.'),
  topic('write a letter', 'writing a letter', 'Say why you write in the first line.', 'Use short and plain sentences.',
    'Put the date at the top.', 'Check the name of the reader.', 'Read it aloud before you send it.',
    'Sign it by hand.', 'Keep to one page.'),
  topic('ride a bicycle', 'riding a bicycle', 'Set the saddle at hip height.', 'Look ahead and not down.',
    'Wear a helmet that fits.', 'Brake with both hands.', 'Start on a flat and empty road.',
    'Pump the tyres every month.', 'Signal before every turn.'),
  topic('paint a wall', 'painting a wall', 'Cover the floor with old sheets.', 'Clean the wall and let it dry.',
    'Tape the edges first.', 'Stir the paint well.', 'Work from the top down.',
    'Use a roller for the large parts.', 'Wait four hours for a second coat.'),
  topic('prepare for an interview', 'preparing for an interview', 'Find out what the company does.',
    'Plan your way and arrive early.', 'Practise answers with a friend.', 'Bring two questions of your own.',
    'Choose clean and simple clothes.', 'Give an example for each claim.', 'Thank them the next day.'),
  topic('make friends', 'making friends', 'Join a club near you.', 'Ask people about themselves.',
    'Remember names and use them.', 'Invite somebody for tea.', 'Be the first to say hello.',
    'Keep your promises.', 'Offer help with small things.'),
  topic('brew coffee', 'brewing coffee', 'Grind the beans just before.', 'Let the kettle rest for a minute.',
    'Rinse the paper filter.', 'Weigh the beans on a scale.', 'Warm the cup in advance.',
    'Pour in slow circles.', 'Clean the pot after each use.'),
  topic('pack a suitcase', 'packing a suitcase', 'Roll the shirts tightly.', 'Put heavy shoes at the bottom.',
    'Fill the shoes with socks.', 'Make a list the day before.', 'Keep papers in the outer pocket.',
    'Leave room for gifts.', 'Wear your thickest coat.'),
  topic('study for a test', 'studying for a test', 'Begin a week before.', 'Solve old test papers.',
    'Explain the matter to somebody.', 'Take a break each half hour.', 'Write short notes on cards.',
    'Sit away from the window.', 'Repeat the hard parts twice.'),
  topic('keep bees', 'keeping bees', 'Set the hive in a sunny place.', 'Move slowly near the hive.',
    'Use smoke before you open it.', 'Leave enough honey for winter.', 'Plant clover close by.',
    'Check for mites in spring.', 'Wear a veil and gloves.'),
  topic('fix a leaking tap', 'fixing a leaking tap', 'Turn off the water first.', 'Close the drain with a cloth.',
    'Take a photo of the parts.', 'Replace the worn washer.', 'Wipe off the old grease.',
    'Tighten the nut by hand.', 'Run the water and look for drops.'),
  topic('run a long race', 'running a long race', 'Build up the distance slowly.', 'Start at an easy pace.',
    'Drink at every station.', 'Break in the shoes in advance.', 'Eat rice the night before.',
    'Rest for two days before it.', 'Stretch your legs at the end.'),
  topic('give a speech', 'giving a speech', 'Open with a short story.', 'Make only three points.',
    'Look at faces in the room.', 'Pause after each point.', 'Practise in front of a mirror.',
    'Speak slower than feels right.', 'Have a glass of water ready.'),
  topic('care for house plants', 'caring for house plants', 'Touch the soil before you water.',
    'Turn the pot each week.', 'Dust the leaves with a wet cloth.', 'Use a pot with a hole.',
    'Keep them away from heaters.', 'Move them to a bigger pot in spring.', 'Cut off dead twigs.'),
  topic('play chess', 'playing chess', 'Move the middle pawns first.', 'Castle early in the game.',
    'Look for checks before each move.', 'Do not bring the queen out early.', 'Trade pieces when you are ahead.',
    'Put rooks on open lines.', 'Write down your games.'),
  topic('clean a kitchen', 'cleaning a kitchen', 'Soak the pans at once.', 'Wipe from the back to the front.',
    'Empty the bin every evening.', 'Use baking soda on burnt spots.', 'Wash the sponge in hot water.',
    'Clear the counter before you start.', 'Sweep the floor last.'),
  topic('take good photos', 'taking good photos', 'Stand with the sun behind you.', 'Hold the camera with two hands.',
    'Get closer than you think.', 'Leave out what does not matter.', 'Shoot from a low place.',
    'Wait for soft evening light.', 'Clean the lens with a cloth.'),
  topic('sew a button', 'sewing a button', 'Choose thread in the same colour.', 'Tie a knot at the end.',
    'Mark the place with a pin.', 'Go through each hole four times.', 'Leave a little space under it.',
    'Wind the thread around the neck.', 'Cut the thread close to the cloth.'),
  topic('start a fire', 'starting a fire', 'Gather dry twigs and bark.', 'Build a small tower of sticks.',
    'Light it from the side of the wind.', 'Blow gently at the base.', 'Add thicker logs later.',
    'Clear dry grass around it.', 'Keep a bucket of sand near.'),
  topic('hire a tutor', 'hiring a tutor', 'Ask for a free first lesson.', 'Agree on the price in writing.',
    'Talk to a former pupil.', 'Set one goal for each month.', 'Choose someone who lives nearby.',
    'Check how they explain an error.', 'Review the progress in winter.'),
  topic('plan a party', 'planning a party', 'Send the invitations early.', 'Count the chairs and plates.',
    'Ask guests what they cannot eat.', 'Make a list of slow and fast songs.', 'Tell the neighbours in advance.',
    'Cool the drinks in the morning.', 'Prepare one game for shy guests.'),
  topic('buy a used car', 'buying a used car', 'Look under it for rust.', 'Drive it on a rough road.',
    'Compare the papers with the plate.', 'Listen to the cold engine.', 'Bring somebody who knows engines.',
    'Test the lights and the wipers.', 'Offer less than they ask.'),
  topic('read more books', 'reading more books', 'Carry a book in your bag.', 'Drop a book that bores you.',
    'Read ten pages before breakfast.', 'Join the library in your town.', 'Keep a stack beside the bed.',
    'Swap novels with a colleague.', 'Note the titles you finish.'),
  topic('cross a river', 'crossing a river', 'Search for the widest spot.', 'Loosen the straps of the pack.',
    'Use a strong pole as a third leg.', 'Face the current.', 'Step sideways and slowly.',
    'Keep the boots on your feet.', 'Turn back if it reaches the hips.'),
];

/** Topics by both of their phrases, in lower case. */
export const topicByPhrase: ReadonlyMap<string, Topic> = new Map(
  topics.flatMap((t): [string, Topic][] => [
    [t.to, t],
    [t.doing, t],
  ]),
);
