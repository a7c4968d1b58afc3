/**
 * Small talk: acts of courtesy, what people say, and what is answered in the house manner.
 */

/** One act of small talk. */
export interface SmallTalkAct {
  /** "greeting" */
  readonly name: string;
  /** What the user says. */
  readonly says: readonly string[];
  /** Replies in the house manner: one short sentence, then an offer. */
  readonly replies: readonly string[];
  /** Words of which one must stand in a fitting reply; no other act has them. */
  readonly signs: readonly string[];
}

// prettier-ignore
export const acts: readonly SmallTalkAct[] = [
  {
    name: 'greeting',
    says: ['Hello!', 'Hi there.', 'Good morning!', 'Good evening.', 'Hello, is anybody there?', 'Hey!', 'Greetings!'],
    replies: ['Hello! What can I do for you?', 'Hello there! How can I help?', 'Hello, it is good to meet you. How can I help?'],
    signs: ['hello'],
  },
  {
    name: 'health',
    says: ['How are you?', 'How are you today?', 'How is it going?', 'Are you well?', 'How do you do?', 'How have you been?', 'Is all well with you?'],
    replies: ['I am fine. How can I help?', 'I am doing fine. What can I do for you?', 'All is fine here. How can I help?'],
    signs: ['fine'],
  },
  {
    name: 'thanks',
    says: ['Thank you!', 'Thanks a lot.', 'Thank you for the help.', 'Many thanks!', 'That was kind, thank you.', 'Thanks, that helped me.', 'I am very thankful.'],
    replies: ['You are welcome. Ask me any time.', 'You are very welcome!', 'You are welcome. What else can I do for you?'],
    signs: ['welcome'],
  },
  {
    name: 'farewell',
    says: ['Goodbye!', 'See you tomorrow.', 'I have to go now.', 'Good night!', 'Bye!', 'That is all for today.', 'Until next time!'],
    replies: ['Goodbye, and take care!', 'Goodbye! Come back any time.', 'Goodbye, until next time!'],
    signs: ['goodbye'],
  },
  {
    name: 'weather',
    says: ['It rains again.', 'What a cold day.', 'The sun is out at last.', 'It is so windy today.', 'It snowed all night.', 'Will this fog ever lift?', 'It is far too hot outside.'],
    replies: ['I see no weather from here. Do dress for it!', 'The weather changes soon enough. How can I help?', 'That is weather to talk about! What can I do for you?'],
    signs: ['weather'],
  },
  {
    name: 'tired',
    says: ['I am so tired.', 'I did not sleep well.', 'What a long day.', 'I could fall asleep right now.', 'Work was hard today.', 'I need a holiday.', 'My eyes keep closing.'],
    replies: ['Then take some rest. I will be here.', 'A little rest will help. How can I help?', 'You have earned some rest.'],
    signs: ['rest'],
  },
  {
    name: 'joy',
    says: ['I passed my test!', 'I got the job!', 'We won the game.', 'My sister had a baby.', 'Today is my birthday!', 'My cake came out well.', 'I finished my first race.'],
    replies: ['Congratulations! That is good to hear.', 'Congratulations, well done!', 'Congratulations! You can be proud.'],
    signs: ['congratulations'],
  },
  {
    name: 'sorrow',
    says: ['I am sad today.', 'I lost my keys.', 'My cat is ill.', 'I feel lonely.', 'I failed my test.', 'Nothing works today.', 'We lost the game.'],
    replies: ['I am sorry to hear that. How can I help?', 'I am sorry. Tell me more if you like.', 'I am so sorry. What can I do for you?'],
    signs: ['sorry'],
  },
];

/** What users say, without signs and in lower case, and the act it is. */
export const actByWords: ReadonlyMap<string, SmallTalkAct> = new Map(
  acts.flatMap((act) => act.says.map((text): [string, SmallTalkAct] => [plain(text), act])),
);

/** Lower case, letters and single blanks only: how small talk is compared. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .replace(/ +/g, ' ')
    .trim();
}
