/**
 * MathVerse's judges. ZrrSkywalker/MathVerse, evaluation/: prompts.py @ ac31a9c, extract_answer_s1.py and score_answer_s2.py
 * @ 9f81505. One call extracts the answer, a second compares it with the right one; `mathverse.quick` compares by equality.
 * What is not 0 or 1 is asked for again without end upstream; at temperature 0 that seldom helps, so here it is unread.
 */
import type { Mark } from '../scorers/scorer.ts';
import { filled, type Judge, type JudgeCall } from './judge.ts';

const extracting = `I am providing you a response from a model to a math problem, termed 'Model Response'. You should extract the answer from the response as 'Extracted Answer'. Directly output the extracted answer with no explanation.

1.
Model response: 'Rounded to two decimal places, the perimeter of the sector is approximately:\n\n(-2, 1)'
Extracted Answer: (-2, 1)

2.
Model response: 'at those points.\n\nTherefore, the correct option that represents the meaning of the intersection points of the graphs is:\n\nD. They give the solutions to the equation $f(t)=g(t)$.",'
Extracted Answer: D

3.
Model response: ' at 1 (there's a closed circle at y = 1), the range in interval notation is \\((-4, 1]\\).\n\nFinal values:\nDomain: \\((-3, 3]\\)\nRange: \\((-4, 1]\\)'
Extracted Answer: Domain: \\((-3, 3]\\)\nRange: \\((-4, 1]\\)

4.
Model response: 'As it stands, I cannot provide the correct option letter because there isn't enough information to solve for 'y'.'
Extracted Answer: null

5.
Model response: 'Given that AB = 17.6 meters, we can now substitute into the equation:\n\nd = 17.6 / cos(38\u00b0)\n\nTherefore, to one decimal place, the distance d between Ned and Bart is approximately 22.3 meters.'
Extracted answer: 22.3

6.
Model response:  have all the coefficients for the quadratic function:\n\\( f(x) = ax^2 + bx + c \\)\n\\( f(x) = -1x^2 - 2x + 1 \\)\n\nTherefore, the equation for the graphed function \\( f \\) is:\n\\( f(x) = -x^2 - 2x + 1 \\)"'
Extracted answer: f(x) = -x^2 - 2x + 1

7.

Model response: '{response}'
Extracted Answer: `;

const comparing = `Below are two answers to a math question. Question is [Question], [Standard Answer] is the standard answer to the question, and [Model_answer] is the answer extracted from a model's output to this question.  Determine whether these two answers are consistent.
Please note that only when the [Model_answer] completely matches the [Standard Answer] means they are consistent. For non-multiple-choice questions, if the meaning is expressed in the same way, it is also considered consistent, for example, 0.5m and 50cm.
If they are consistent, Judement is 1; if they are different, Judement is 0.

[Question]: Write the set of numbers represented on the number line in interval notation.
[Standard Answer]: (-2,1]
[Model_answer] : Extracted Answer: \\((-2, 1)\\)
Judgement: 0

[Question]: As shown in the figure, circle O has a radius 1.0, if angle BAC = 60.0, then the length of BC is ()\nChoices:\nA:2\nB:2\u221a{3}\nC:\u221a{3}\nD:2\u221a{2}
[Standard Answer]: C
[Model_answer] : B:2\u221a{3}
Judgement: 0

[Question]: Find the domain and range of the function f using interval notation.
[Standard Answer]: domain: [-4, 0) and range: (-3, 1]
[Model_answer] : Range: \\((-4, 1]\\)
Judgement: 0

[Question]: As shown in the figure, circle O has a radius 1.0, if angle BAC = 60.0, then the length of BC is ()\nChoices:\nA:2\nB:2\u221a{3}\nC:\u221a{3}\nD:2\u221a{2}
[Standard Answer]: C
[Model_answer] : null
Judgement: 0

[Question]: Given the graph of the ellipse that intersects with x-axis at 9 and -9 and with y-axis at 3 and -3, determine its equation.A. \\frac{x^2}{81} + \\frac{y^2}{9} = 1 B. Can not determine.\n
[Standard Answer]: A
[Model_answer] : \\frac{x^2}{81} + \\frac{y^2}{9} = 1
Judgement: 1

[Question]: {question}
[Standard Answer]: {gt}
[Model_answer] : {extraction}
Judgement:`;

const unread: Mark = { value: 0, read: undefined, rule: 'none' };

function asked(content: string): JudgeCall {
  return { messages: [{ role: 'user', content }], temperature: 0, maxTokens: 256 };
}

function* extractionOf(response: string): Generator<JudgeCall, string, string> {
  const reply = yield asked(filled(extracting, { response }));
  return reply.trim().replaceAll('Extracted Answer: ', '').trim();
}

const version = '9f81505';
const usualModel = 'gpt-3.5-turbo';

export const mathVerseJudge: Judge = {
  name: 'mathverse.judge',
  version,
  usualModel,
  *judge(response, { question, answer }) {
    const extraction = yield* extractionOf(response);
    if (extraction === '') return unread;
    const reply = yield asked(filled(comparing, { question, gt: answer, extraction }));
    const judgement = reply.replaceAll('Judgement:', '').trim();
    if (judgement !== '0' && judgement !== '1') return unread;
    return { value: Number(judgement), read: extraction, rule: 'judgement' };
  },
};

export const mathVerseQuick: Judge = {
  name: 'mathverse.quick',
  version,
  usualModel,
  *judge(response, { answer }) {
    const extraction = yield* extractionOf(response);
    if (extraction === '') return unread;
    return { value: extraction === answer ? 1 : 0, read: extraction, rule: 'equal' };
  },
};
