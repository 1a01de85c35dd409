/**
 * Answers greedily, for comparison with other implementations:
 * `npx tsx packages/runtime-cuda/src/testing/answers.ts <model folder> <dtype> < questions.jsonl > answers.jsonl`.
 * A line in is a tape with its images, the tokens that the answer begins with, and how many may follow; a line out,
 * in the same order, is the tokens of the answer.
 */
import { createInterface } from 'node:readline';
import { dense, type Sequence, type Token } from '@vr/core';
import type { Dtype } from '../dtype.ts';
import { load } from '../load.ts';
import type { LoadedModel } from '../loaded-model.ts';
import { itemsOf, type StoredTape } from './golden.ts';

interface Question extends StoredTape {
  readonly begin: readonly Token[];
  readonly limit: number;
}

const batch = 32;

const [folder, dtype] = process.argv.slice(2);
if (folder === undefined || dtype === undefined) throw new Error('Expected a model folder and a dtype.');
const model = await load(folder, { dtype: dtype as Dtype, rows: batch });
let waiting: Question[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  waiting.push(JSON.parse(line));
  if (waiting.length === batch) await flush();
}
await flush();
await model.close();

async function flush(): Promise<void> {
  for (const tokens of await answers(model, waiting)) console.log(JSON.stringify({ tokens }));
  waiting = [];
}

/** All of them side by side. */
async function answers(model: LoadedModel, questions: readonly Question[]): Promise<Token[][]> {
  const writings = questions.map(({ begin, limit, ...tape }) => {
    const sequence: Sequence = { items: [...itemsOf(tape), ...begin], done: false };
    return { sequence, tokens: [...begin], limit: begin.length + limit };
  });
  for (;;) {
    const live = writings.filter(({ sequence }) => !sequence.done);
    if (live.length === 0) return writings.map(({ tokens }) => tokens);
    const scores = await model.forward(live.map(({ sequence }) => ({ sequence })));
    for (const [index, writing] of live.entries()) {
      const { sequence, tokens, limit } = writing;
      const token = best(dense(scores[index]!).data);
      sequence.items.push(token);
      tokens.push(token);
      sequence.done = token === model.tokenizer.end || tokens.length === limit;
    }
  }
}

function best(scores: Float32Array): Token {
  return scores.indexOf(Math.max(...scores));
}
