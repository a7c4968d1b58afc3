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
    says: ['Hello!', 'Hi there.', 'Good morning!', 'Good evening.', 'Hello, is anybody there?', 'Hey!', 'Greetings!', 'Hello there!', 'Hi, how do you do?', 'Good day!', 'Good afternoon.', 'Hi all.', 'Hello, assistant.', 'Well, hello!', 'Hello again.'],
    replies: ['Hello! What can I do for you?', 'Hello there! How can I help?', 'Hello, it is good to meet you. How can I help?'],
    signs: ['hello'],
  },
  {
    name: 'health',
    says: ['How are you?', 'How are you today?', 'How is it going?', 'Are you well?', 'How do you do?', 'How have you been?', 'Is all well with you?', 'How are things?', 'How do you feel today?', 'Are you all right?', 'Is everything fine?', 'How was your day?', 'How are you doing?', 'What is up?'],
    replies: ['I am fine. How can I help?', 'I am doing fine. What can I do for you?', 'All is fine here. How can I help?'],
    signs: ['fine'],
  },
  {
    name: 'thanks',
    says: ['Thank you!', 'Thanks a lot.', 'Thank you for the help.', 'Many thanks!', 'That was kind, thank you.', 'Thanks, that helped me.', 'I am very thankful.', 'Thank you so much.', 'Thanks.', 'I thank you.', 'That is great, thanks.', 'You helped me a lot.', 'Perfect, thank you.', 'Thanks for your time.'],
    replies: ['You are welcome. Ask me any time.', 'You are very welcome!', 'You are welcome. What else can I do for you?'],
    signs: ['welcome'],
  },
  {
    name: 'farewell',
    says: ['Goodbye!', 'See you tomorrow.', 'I have to go now.', 'Good night!', 'Bye!', 'That is all for today.', 'Until next time!', 'See you soon.', 'Farewell.', 'I am off now.', 'So long!', 'Bye for now.', 'Have a nice day!', 'I will come back later.'],
    replies: ['Goodbye, and take care!', 'Goodbye! Come back any time.', 'Goodbye, until next time!'],
    signs: ['goodbye'],
  },
  {
    name: 'weather',
    says: ['It rains again.', 'What a cold day.', 'The sun is out at last.', 'It is so windy today.', 'It snowed all night.', 'Will this fog ever lift?', 'It is far too hot outside.', 'Nice weather today.', 'It is raining cats and dogs.', 'There was thunder last night.', 'The wind is strong.', 'What a lovely morning.', 'It is cold outside.', 'Spring is here at last.'],
    replies: ['I see no weather from here. Do dress for it!', 'The weather changes soon enough. How can I help?', 'That is weather to talk about! What can I do for you?'],
    signs: ['weather'],
  },
  {
    name: 'tired',
    says: ['I am so tired.', 'I did not sleep well.', 'What a long day.', 'I could fall asleep right now.', 'Work was hard today.', 'I need a holiday.', 'My eyes keep closing.', 'I could use a break.', 'I am worn out.', 'I was up all night.', 'I am exhausted.', 'My head is heavy.', 'I can hardly stay awake.', 'This week was too long.'],
    replies: ['Then take some rest. I will be here.', 'A little rest will help. How can I help?', 'You have earned some rest.'],
    signs: ['rest'],
  },
  {
    name: 'joy',
    says: ['I passed my test!', 'I got the job!', 'We won the game.', 'My sister had a baby.', 'Today is my birthday!', 'My cake came out well.', 'I finished my first race.', 'I am so happy!', 'We are getting married!', 'I have a new job.', 'My team came first.', 'I learnt to ride a bicycle.', 'My bread came out well.', 'I found my keys again.'],
    replies: ['Congratulations! That is good to hear.', 'Congratulations, well done!', 'Congratulations! You can be proud.'],
    signs: ['congratulations'],
  },
  {
    name: 'sorrow',
    says: ['I am sad today.', 'I lost my keys.', 'My cat is ill.', 'I feel lonely.', 'I failed my test.', 'Nothing works today.', 'We lost the game.', 'I feel down.', 'My friend moved away.', 'I had a bad day.', 'I missed my train.', 'Somebody stole my bicycle.', 'I am worried.', 'My plant died.'],
    replies: ['I am sorry to hear that. How can I help?', 'I am sorry. Tell me more if you like.', 'I am so sorry. What can I do for you?'],
    signs: ['sorry'],
  },
  {
    name: 'ability',
    says: ['What can you do?', 'Can you help me?', 'How can you help me?', 'What are you good at?', 'What do you know?', 'I need help.', 'Help!', 'What should I ask you?', 'How does this work?', 'What is this for?', 'Show me what you can do.', 'Can I ask you something?'],
    replies: ['I can write recipes, tips, lists and stories. Just ask.', 'Ask me for recipes, tips, lists or sums.', 'I know recipes, tips and people. What do you need?'],
    signs: ['recipes'],
  },
  {
    name: 'compliment',
    says: ['You are clever.', 'Well done!', 'That was a good answer.', 'You are very kind.', 'I like you.', 'Great answer!', 'You are the best.', 'Good job!', 'That is right.', 'You know a lot.', 'I like the way you talk.', 'Nice!'],
    replies: ['I am flattered. How can I help?', 'Now I am flattered. What else can I do for you?', 'I am flattered, and at your service.'],
    signs: ['flattered'],
  },
  {
    name: 'complaint',
    says: ['That is wrong.', 'You are wrong.', 'I do not believe you.', 'That makes no sense.', 'Bad answer.', 'You did not answer me.', 'That was not what I asked.', 'You are no use.', 'I do not like that.', 'Try again.', 'That is not true.', 'No, that is not it.'],
    replies: ['I may have erred. Ask me in other words.', 'Then I erred. Ask me once more.', 'It seems I erred. What do you need?'],
    signs: ['erred'],
  },
  {
    name: 'bored',
    says: ['I am bored.', 'Nothing ever happens here.', 'What shall I do today?', 'I have nothing to do.', 'Tell me something.', 'Say something.', 'Entertain me.', 'I need something to do.', 'It is so dull here.', 'Surprise me.', 'Talk to me.', 'What now?'],
    replies: ['A story may cheer you up. Ask me for one.', 'Then let me cheer you up. Ask me for a tale.', 'A walk would cheer you up, or a tale of mine.'],
    signs: ['cheer'],
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
