/**
 * VisionThink's judges. dvlab-research/VisionThink: scripts/llm-as-judge.py @ 613ecaa (evaluation),
 * verl/utils/reward_score/general_qa_tool.py @ 4ce62ea (reward with the tool), general_qa_gpt.py @ f94ceda (reward without);
 * the paper's Table 3 (arXiv 2507.13348). One prompt, three ways to read the reply, quirks kept where the name says so:
 *
 * - `visionthink.judge`: ours for reporting; the last `Score: 0 or 1` counts, as @vr/core reads it.
 * - `visionthink.judge.any-one`: as evaluated; a 1 anywhere is right, "Score: 0, since 1 was meant" too.
 * - `visionthink.reward`: as trained with the tool; a 1 anywhere, up to three tries, the later ones warmer, until there is
 *   a 0 or a 1. Upstream drops the sample's whole group after a third try; here it is unread.
 * - `visionthink.reward.general`: as trained without the tool; the last `Score:` with 1, 1.0, 0 or 0.0, else 0.
 *
 * The prediction is what stands in the answer tags. Upstream sends each text as a list of one part, which says the same.
 */
import { verdictOf } from '@vr/core';
import type { Mark } from '../scorers/scorer.ts';
import {
  filled,
  type Judge,
  type JudgeCall,
  type JudgedProblem,
  type Judging,
  taggedAnswer,
} from './judge.ts';

const system = `You are an intelligent chatbot designed for evaluating the correctness of generative outputs for question-answer pairs.
Your task is to compare the predicted answer with the correct answer and determine if they match meaningfully. Here's how you can accomplish the task:
------
##INSTRUCTIONS:
- Focus on the meaningful match between the predicted answer and the correct answer.
- Consider synonyms or paraphrases as valid matches.
- Evaluate the correctness of the prediction compared to the answer.`;

const query = `I will give you a question related to an image and the following text as inputs:

1. **Question Related to the Image**: {question}
2. **Ground Truth Answer**: {ground_truth}
3. **Model Predicted Answer**: {prediction}

Your task is to evaluate the model's predicted answer against the ground truth answer, based on the context provided by the question related to the image. Consider the following criteria for evaluation:
- **Relevance**: Does the predicted answer directly address the question posed, considering the information provided by the given question?
- **Accuracy**: Compare the predicted answer to the ground truth answer. You need to evaluate from the following two perspectives:
(1) If the ground truth answer is open-ended, consider whether the prediction accurately reflects the information given in the ground truth without introducing factual inaccuracies. If it does, the prediction should be considered correct.
(2) If the ground truth answer is a definitive answer, strictly compare the model's prediction to the actual answer. Pay attention to unit conversions such as length and angle, etc. As long as the results are consistent, the model's prediction should be deemed correct.
**Output Format**:
Your response should include an integer score indicating the correctness of the prediction: 1 for correct and 0 for incorrect. Note that 1 means the model's prediction strictly aligns with the ground truth, while 0 means it does not.
The format should be "Score: 0 or 1"`;

const usualModel = 'gpt-4o-2024-11-20';

function messagesFor(response: string, { question, answer }: JudgedProblem): JudgeCall['messages'] {
  const values = { question, ground_truth: answer, prediction: taggedAnswer(response) };
  return [
    { role: 'system', content: system },
    { role: 'user', content: filled(query, values) },
  ];
}

function verdict(value: number | undefined, rule: string): Mark {
  return value === undefined
    ? { value: 0, read: undefined, rule: 'none' }
    : { value, read: String(value), rule };
}

const anyOne = (reply: string) => verdict(reply.includes('1') ? 1 : 0, 'any 1');

function* evaluated(response: string, problem: JudgedProblem, read: (reply: string) => Mark): Judging {
  return read(yield { messages: messagesFor(response, problem), temperature: 0, maxTokens: 512 });
}

export const visionThinkJudge: Judge = {
  name: 'visionthink.judge',
  version: '1',
  usualModel,
  judge: (response, problem) => evaluated(response, problem, (reply) => verdict(verdictOf(reply), 'Score:')),
};

export const visionThinkAnyOne: Judge = {
  name: 'visionthink.judge.any-one',
  version: '613ecaa',
  usualModel,
  judge: (response, problem) => evaluated(response, problem, anyOne),
};

const tries = 3;

function* rewarded(response: string, problem: JudgedProblem, read: (reply: string) => Mark): Judging {
  const messages = messagesFor(response.split('<answer>').at(-1)!, problem);
  for (let attempt = 0; attempt < tries; attempt++) {
    const reply = yield { messages, temperature: Math.min(0.2 * attempt, 1), maxTokens: 16_384 };
    if (/[01]/.test(reply)) return read(reply);
  }
  return verdict(undefined, 'none');
}

export const visionThinkReward: Judge = {
  name: 'visionthink.reward',
  version: '4ce62ea',
  usualModel,
  judge: (response, problem) => rewarded(response, problem, anyOne),
};

export const visionThinkGeneralReward: Judge = {
  name: 'visionthink.reward.general',
  version: 'f94ceda',
  usualModel,
  judge: (response, problem) =>
    rewarded(response, problem, (reply) => {
      const score = [...reply.matchAll(/score:\s*(1(?:\.0+)?|0(?:\.0+)?)\b/gi)].at(-1)?.[1];
      return verdict(score?.startsWith('1') ? 1 : 0, score === undefined ? 'no score' : 'score:');
    }),
};
