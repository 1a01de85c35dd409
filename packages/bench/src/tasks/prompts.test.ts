/** The words of every task for a made-up row of its data's shape: if one changes, raise the task's version. */
import { expect, test } from 'vitest';
import type { Row } from '../scorers/catalogue/row.ts';
import { taskNamed, tasks } from './tasks.ts';

const image = { bytes: new Uint8Array([1]), path: null };

/** What is shown, a picture as its column's name in brackets, and what is right. */
function shown(name: string, row: Row, file = 'data/test-00000-of-00001.parquet'): string {
  const { content, target } = taskNamed(name).ask(row, { file, index: 4 });
  const column = (picture: unknown) => Object.keys(row).find((key) => row[key] === picture) ?? picture;
  const pieces = content.map((piece) => (typeof piece === 'string' ? piece : `[${column(piece.picture)}]\n`));
  return `${pieces.join('')}\n=> ${target}`;
}

const asked = new Set<string>();
function expectShown(name: string, row: Row, file?: string) {
  asked.add(name);
  return expect(shown(name, row, file));
}

test('mathvista', () => {
  const query =
    'Hint: Please answer the question requiring an integer answer and provide the final value, e.g., 1, 2, 3, at the end.\nQuestion: How many grams? (Unit: g)';
  const row = { pid: '7', query, question: 'How many grams?', image: 'images/7.jpg', decoded_image: image };
  expectShown('mathvista', {
    ...row,
    ...{
      choices: null,
      answer: '12',
      answer_type: 'integer',
      metadata: { skills: ['arithmetic reasoning'] },
    },
  }).toMatchInlineSnapshot(`
    "[decoded_image]
    Hint: Please answer the question requiring an integer answer and provide the final value, e.g., 1, 2, 3, at the end.
    Question: How many grams? (Unit: g)

    Please reason step by step, and put your final answer within \\boxed{}.
    => 12"
  `);
});

test('mathverse', () => {
  const query =
    'Please first conduct reasoning, and then answer the question and provide the correct option letter, e.g., A, B, C, D, at the end.\nQuestion: Find x.\nChoices:\nA:1\nB:2';
  const row = { sample_index: '3', query_cot: query, query_wo: 'unused', image, answer: 'B' };
  expectShown('mathverse', { ...row, problem_version: 'Vision Only', metadata: {} }).toMatchInlineSnapshot(`
    "[image]
    Please first conduct reasoning, and then answer the question and provide the correct option letter, e.g., A, B, C, D, at the end.
    Question: Find x.
    Choices:
    A:1
    B:2

    Please reason step by step, and put your final answer within \\boxed{}.
    => B"
  `);
});

const mathVision = {
  id: '9',
  question: 'Which is largest?\n<image1>',
  image: 'images/9.jpg',
  decoded_image: image,
};

test('mathvision', () => {
  const choice = { ...mathVision, options: ['red', 'blue', 'green', 'grey', 'none'], answer: 'B' };
  expectShown('mathvision', choice).toMatchInlineSnapshot(`
    "[decoded_image]
    Hint: Please answer the question and provide the correct option letter, e.g., A, B, C, D, E, at the end.
    Question: Which is largest?
    <image1>
    Choices:
    (A) red
    (B) blue
    (C) green
    (D) grey
    (E) none

    Please reason step by step, and put your final answer within \\boxed{}.
    => B"
  `);
  expectShown('mathvision', { ...mathVision, options: [], answer: '60' }).toMatchInlineSnapshot(`
    "[decoded_image]
    Hint: Please answer the question requiring an answer.
    Question: Which is largest?
    <image1>

    Please reason step by step, and put your final answer within \\boxed{}.
    => 60"
  `);
  expectShown('mathvision.testmini', { ...mathVision, options: [], answer: '60' }).toBe(
    shown('mathvision', { ...mathVision, options: [], answer: '60' }),
  );
});

test('mathvision.official leaves out options that are only letters', () => {
  const choice = { ...mathVision, options: ['red', 'blue', 'green', 'grey', 'none'], answer: 'B' };
  expectShown('mathvision.official', choice).toMatchInlineSnapshot(`
    "[decoded_image]
    Please solve the problem and put your answer in one "\\boxed{}". If it is a multiple choice question, only one letter is allowed in the "\\boxed{}".
    Which is largest?
    <image1>
    (A) red
    (B) blue
    (C) green
    (D) grey
    (E) none

    => B"
  `);
  expectShown('mathvision.official', { ...choice, options: [...'ABCDE'] }).toMatchInlineSnapshot(`
    "[decoded_image]
    Please solve the problem and put your answer in one "\\boxed{}". If it is a multiple choice question, only one letter is allowed in the "\\boxed{}".
    Which is largest?
    <image1>

    => B"
  `);
});

test('r1-onevision-bench', () => {
  const question =
    'Hint: Please answer the question and provide the correct option letter.\nQuestion: Which gas?';
  const row = {
    question,
    image: 'aGVsbG8=',
    choices: null,
    answer: 'A',
    level: 'College',
    category: 'Chemistry',
  };
  expectShown('r1-onevision-bench', row).toMatchInlineSnapshot(`
    "[image]
    Hint: Please answer the question and provide the correct option letter.
    Question: Which gas?

    Please reason step by step, and put your final answer within \\boxed{}.
    => A"
  `);
});

const mmmu = {
  id: 'validation_Art_3',
  question: 'Compare <image 1> with <image 2>.',
  options: "['older', \"painter's own\"]",
  answer: 'B',
  question_type: 'multiple-choice',
  ...{ image_1: image, image_2: { ...image }, image_3: null },
};

test('mmmu', () => {
  expectShown('mmmu', mmmu).toMatchInlineSnapshot(`
    "[image_1]
    [image_2]
    Compare <image 1> with <image 2>. Options: 
    A. older
    B. painter's own
    Answer with the option's letter from the given choices.

    Please reason step by step, and put your final answer within \\boxed{}.
    => B"
  `);
  expectShown('mmmu', { ...mmmu, options: '[]', answer: '7', question_type: 'open' }).toMatchInlineSnapshot(`
    "[image_1]
    [image_2]
    Compare <image 1> with <image 2>.
    Answer the question using a single word or phrase.

    Please reason step by step, and put your final answer within \\boxed{}.
    => 7"
  `);
});

const standard = 'standard (10 options)/test-00000-of-00002.parquet';
const swapped = { ...mmmu, id: 'test_Art_3', question: 'Compare <image 2> with <image 1>.' };
const inPicture = { id: 'test_Art_3', image, options: "['older', 'younger']", answer: 'A' };

test('mmmu-pro shows the pictures in the order in which they are named', () => {
  expectShown('mmmu-pro', swapped, standard).toMatchInlineSnapshot(`
    "[image_2]
    [image_1]
    Compare <image> with <image>.
    A. older
    B. painter's own
    Answer with the option letter from the given choices.

    Please reason step by step, and put your final answer within \\boxed{}.
    => B"
  `);
  expectShown('mmmu-pro', inPicture, 'vision/test-00000-of-00003.parquet').toMatchInlineSnapshot(`
    "[image]
    Answer with the option letter from the given choices.

    Please reason step by step, and put your final answer within \\boxed{}.
    => A"
  `);
});

test('mmmu-pro.cot and mmmu-pro.direct', () => {
  expectShown('mmmu-pro.cot', swapped, standard).toMatchInlineSnapshot(`
    "Compare [image] with [image].
    A. older
    B. painter's own
    Answer the preceding multiple choice question. The last line of your response should be of the following format: 'Answer: $LETTER' (without quotes) where LETTER is one of options. Think step by step before answering.[image_2]
    [image_1]

    => B"
  `);
  expectShown('mmmu-pro.cot', inPicture, 'vision/test-00000-of-00003.parquet').toMatchInlineSnapshot(`
    "Write out the multiple-choice question in the image and then solve it. The last line of your response should be of the following format: 'Answer: $LETTER' (without quotes) where LETTER is one of options. Think step by step before answering.[image]

    => A"
  `);
  expectShown('mmmu-pro.direct', swapped, standard).toMatchInlineSnapshot(`
    "Compare [image] with [image].
    A. older
    B. painter's own
    Answer with the option letter from the given choices directly.[image_2]
    [image_1]

    => B"
  `);
  expectShown('mmmu-pro.direct', inPicture, 'vision/test-00000-of-00003.parquet').toMatchInlineSnapshot(`
    "Answer with the option letter from the given choices directly. The last line of your response should be of the following format: 'Answer: $LETTER' (without quotes) where LETTER is one of options.[image]

    => A"
  `);
});

test('aime, amc23, math500 and gsm8k are asked in the same words', () => {
  const row = { id: 60, problem: 'Find $x^2$.', answer: '25', url: 'https://example.org/2024_AIME_I' };
  expectShown('aime', row).toMatchInlineSnapshot(`
    "Please reason step by step, and put your final answer within \\boxed{}. Find $x^2$. <think>

    => 25"
  `);
  for (const name of ['aime24', 'amc23', 'math500']) expectShown(name, row).toBe(shown('aime', row));
  const worded = { question: 'Find $x^2$.', answer: '5 * 5 = <<5*5=25>>25\n#### 25' };
  expectShown('gsm8k', worded).toBe(shown('aime', row));
});

test('gpqa-diamond orders the options by the words of the question', () => {
  const wrong = { 'Incorrect Answer 1': 'lead', 'Incorrect Answer 2': 'tin', 'Incorrect Answer 3': 'zinc' };
  const row = { Question: 'Which metal is liquid?', 'Correct Answer': 'mercury', ...wrong };
  expectShown('gpqa-diamond', row).toMatchInlineSnapshot(`
    "Return your final response within \\boxed{} and only include the letter choice (A, B, C, or D) as your final response. Which metal is liquid?
    A) tin, B) lead, C) mercury, D) zinc
    => C"
  `);
});

test('chartqa, docvqa and infovqa', () => {
  const row = { questionId: '5', question: 'How much?', answers: ['12', '12 %'], image };
  expectShown('chartqa', {
    question: 'How much?',
    answer: '12',
    type: 'human_test',
    image,
  }).toMatchInlineSnapshot(`
    "[image]
    How much?
    Answer the question with a single word.
    => 12"
  `);
  expectShown('docvqa', row).toMatchInlineSnapshot(`
    "[image]
    How much?
    Answer the question using a single word or phrase.
    => 12 | 12 %"
  `);
  expectShown('infovqa', row).toBe(shown('docvqa', row));
});

test('ocrbench adds nothing to the question', () => {
  const row = { question: 'what is written in the image? ', answer: ['HOTEL'], dataset: 'IIIT5K', image };
  expectShown('ocrbench', row).toMatchInlineSnapshot(`
    "[image]
    what is written in the image?
    => HOTEL"
  `);
});

test('textvqa loses capitals', () => {
  const row = { question_id: 3, question: 'what does NASA say?', answers: ['go', 'go', 'stop'], image };
  expectShown('textvqa', row).toMatchInlineSnapshot(`
    "[image]
    What does nasa say?
    Answer the question using a single word or phrase.
    => go | stop"
  `);
});

test('mme and pope', () => {
  const question = 'Is there a dog in the picture? Please answer yes or no.';
  expectShown('mme', {
    question_id: 'existence/1.jpg',
    question,
    answer: 'Yes',
    image,
  }).toMatchInlineSnapshot(`
    "[image]
    Is there a dog in the picture?
    Answer the question using a single word or phrase.
    => Yes"
  `);
  const row = {
    question_id: '1',
    question: 'Is there a dog in the image?',
    answer: 'no',
    category: 'random',
  };
  expectShown('pope', { ...row, image_source: 'COCO_1', image }).toMatchInlineSnapshot(`
    "[image]
    Is there a dog in the image?
    Answer the question using a single word or phrase.
    => no"
  `);
});

test('realworldqa', () => {
  const question =
    'Which lane?\n\nA. Left\nB. Right\nPlease answer directly with only the letter of the correct option and nothing else.';
  expectShown('realworldqa', { question, answer: 'A', image }).toMatchInlineSnapshot(`
    "[image]
    Which lane?

    A. Left
    B. Right
    Please answer directly with only the letter of the correct option and nothing else.
    => A"
  `);
});

test('mmvet', () => {
  const row = {
    question_id: 'v1_0',
    question: 'What is x?',
    answer: '-1<AND>-5',
    capability: 'ocr,math',
    image,
  };
  expectShown('mmvet', row).toMatchInlineSnapshot(`
    "[image]
    First please perform reasoning, and think step by step to provide best answer to the following question: 

    What is x?
    => -1<AND>-5"
  `);
});

test('mmbench leaves out what is not a number', () => {
  const row = {
    index: 241,
    question: 'Which is it?',
    hint: 'nan',
    A: 'a cat',
    B: 'a dog',
    C: 'nan',
    D: 'nan',
  };
  expectShown('mmbench', { ...row, answer: 'B', image }).toMatchInlineSnapshot(`
    "[image]
    Which is it? There are several options:
    A. a cat
    B. a dog

    Answer with the option's letter from the given choices directly.
    => B"
  `);
  expectShown('mmbench', { ...row, hint: 'It barks.', answer: 'B', image }).toMatchInlineSnapshot(`
    "[image]
    It barks. Which is it? There are several options:
    A. a cat
    B. a dog

    Answer with the option's letter from the given choices directly.
    => B"
  `);
});

test('visulogic', () => {
  const row = {
    id: '00003',
    question: ' Choose the next figure. ',
    image_path: './images/00003.png',
    label: 'C',
  };
  expectShown('visulogic', row, 'data.jsonl').toMatchInlineSnapshot(`
    "[images/00003.png]
    Choose the next figure.
    Answer with the option letter only.
    => C"
  `);
});

test('blink', () => {
  const row = {
    idx: 'val_Counting_1',
    prompt: 'How many?\nSelect from:\n(A) 0\n(B) 1\n(C) 2',
    answer: '(B)',
  };
  expectShown('blink', {
    ...row,
    choices: ['0', '1', '2'],
    image_1: image,
    image_2: null,
  }).toMatchInlineSnapshot(`
    "[image_1]
    Note: You only need to respond with A, B, C without providing any additional information.
    How many?
    Select from:
    (A) 0
    (B) 1
    (C) 2
    => (B)"
  `);
});

test('vsr', () => {
  const row = {
    image: '000000017697.jpg',
    caption: 'The car is behind the suitcase.',
    label: 1,
    relation: 'behind',
  };
  expectShown('vsr', row, 'test.jsonl').toMatchInlineSnapshot(`
    "[images/000000017697.jpg]
    The car is behind the suitcase.
    Is this true of the picture? Answer with true or false.
    => true"
  `);
});

test('blindtest', () => {
  const row = {
    prompt: 'How many squares? Answer with {3}.',
    groundtruth: '4',
    task: 'Nested Squares',
    image,
  };
  expectShown('blindtest', row).toMatchInlineSnapshot(`
    "[image]
    How many squares? Answer with {3}.
    Answer only in the required format.
    => 4"
  `);
});

test('emma shows pictures where they are named', () => {
  const row = {
    pid: 'chem_4',
    question: '<image_1> What follows?',
    options: ['<image_2>', '9'],
    answer: 'A',
  };
  const pictures = { image_1: image, image_2: { ...image }, image_3: null };
  const choice = { ...row, ...pictures, type: 'Multiple choice', context: '' };
  expectShown('emma-mini', choice, 'Chemistry/test-00000-of-00001.parquet').toMatchInlineSnapshot(`
    "
    [image_1]
     What follows?
    A: [image_2]

    B: 9

    Answer with the option's letter from the given choices and put the letter in one "\\boxed{}". Please solve the problem step by step.
    => A"
  `);
  const open = { ...choice, options: null, type: 'Open-ended', context: 'Given: $g=9.8$', answer: '35' };
  expectShown('emma', open, 'Math/test-00000-of-00001.parquet').toMatchInlineSnapshot(`
    "Given: $g=9.8$
    [image_1]
     What follows?
    Answer the question using a single word or phrase and put the answer in one "\\boxed{}". Please solve the problem step by step.
    => 35"
  `);
});

test('folder', () => {
  const row = {
    id: '1',
    question: 'Which is it? <image1>',
    options: ['a cat', 'a dog'],
    answer: 'B',
    image: 'a.png',
  };
  expectShown('folder', row, 'sets/questions.jsonl').toMatchInlineSnapshot(`
    "[sets/a.png]
    Which is it?
    A. a cat
    B. a dog
    Answer with the option's letter from the given choices.
    => B"
  `);
  expectShown(
    'folder',
    { question: 'What is 2 + 2?', answer: '4' },
    'questions.jsonl',
  ).toMatchInlineSnapshot(`
    "What is 2 + 2?
    => 4"
  `);
});

test('every task is shown here', () => {
  expect(tasks.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
});
