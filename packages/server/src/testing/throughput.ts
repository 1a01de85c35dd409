/**
 * What HTTP costs: the same questions to proxy-thinker, 64 at a time, streamed to a client in a process of its own and
 * answered by `generate` directly. Both in turn, several rounds; prints the medians of the ratios within a round, and
 * whether the texts agree. The client takes part of the second core, which the models then do not have.
 *
 *     npx tsx packages/server/src/testing/throughput.ts [rounds]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { modelNames } from '@vr/bench/arms';
import { inLanes } from '@vr/bench/lanes';
import { type Question, suites } from '@vr/bench/suites';
import { generate } from '@vr/core';
import { load } from '@vr/runtime-cuda';
import { buildApp, type Served, servedFamily } from '../app.ts';
import { thoughts } from '../chat/thoughts.ts';
import { chatMessages } from './questions.ts';
import type { Report, Work } from './throughput-client.ts';

const rounds = Number(process.argv[2] ?? 7);
const lanes = 64;
const questionsPerRound = 4 * lanes;
const maxTokens = 100;

const folder = join(import.meta.dirname, '../../../../models');
const loaded = await Promise.all(modelNames.map((name) => load(join(folder, name), { name })));
const [largeBase, smallBase, smallExpert, largeExpert] = loaded;
const family = servedFamily({
  'large-base': largeBase!,
  'small-base': smallBase!,
  'small-expert': smallExpert!,
  'large-expert': largeExpert!,
});
const served = family.find(({ id }) => id === 'proxy-thinker')!;
const app = buildApp({ served: family });
await app.listen({ port: 0 });
const { port } = app.server.address() as AddressInfo;
const client = fork(join(import.meta.dirname, 'throughput-client.ts'), { execArgv: ['--import', 'tsx'] });

interface Block {
  readonly tokens: number;
  readonly seconds: number;
  readonly texts: readonly string[];
}

const contenders = { direct, http };
const ratios: number[] = [];
const speeds: { readonly [Name in keyof typeof contenders]: number[] } = { direct: [], http: [] };
let same = 0;
let compared = 0;
for (let round = -1; round < rounds; round++) {
  const questions = questionsOf(round);
  const order = round % 2 ? (['http', 'direct'] as const) : (['direct', 'http'] as const);
  const blocks: Partial<Record<keyof typeof contenders, Block>> = {};
  for (const name of order) {
    await Promise.all(loaded.map((model) => model.forget()));
    blocks[name] = await contenders[name](questions);
  }
  // The first round is for the compiler.
  if (round < 0) continue;
  const speed = ({ tokens, seconds }: Block) => tokens / seconds;
  speeds.direct.push(speed(blocks.direct!));
  speeds.http.push(speed(blocks.http!));
  ratios.push(speed(blocks.http!) / speed(blocks.direct!));
  compared += questions.length;
  same += questions.filter((_, index) => blocks.http!.texts[index] === blocks.direct!.texts[index]).length;
  console.log(
    `round ${round + 1}: direct ${speed(blocks.direct!).toFixed(0)} tokens/s, http ${speed(blocks.http!).toFixed(0)}, ` +
      `ratio ${ratios.at(-1)!.toFixed(3)}`,
  );
}
console.log(
  `\n${lanes} at a time, ${rounds} rounds of ${questionsPerRound} questions, medians: direct ${median(speeds.direct).toFixed(0)} ` +
    `tokens/s, http ${median(speeds.http).toFixed(0)} tokens/s, ratio within a round ${median(ratios).toFixed(3)} ` +
    `(${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}); same texts ${same} of ${compared}`,
);
client.kill();
await app.close();
await Promise.all(loaded.map((model) => model.close()));

function questionsOf(round: number): Question[] {
  const perSuite = Math.ceil(questionsPerRound / suites.length);
  return suites
    .flatMap((suite) => [...suite.questions('test', perSuite, round + 2)])
    .slice(0, questionsPerRound);
}

async function direct(questions: readonly Question[]): Promise<Block> {
  const strategy = served.strategy({ sampling: {}, penalties: undefined, parameters: served.parameters });
  const texts: string[] = [];
  let tokens = 0;
  const started = performance.now();
  await inLanes(questions.entries(), lanes, async ([index, { prompt }]) => {
    const answer = await generate(strategy, prompt, { maxTokens });
    tokens += answer.tokens.length;
    texts[index] = partsOf(served, answer.tokens);
  });
  return { tokens, seconds: (performance.now() - started) / 1000, texts };
}

function partsOf({ tokenizer }: Served, tokens: readonly number[]): string {
  const { push, rest } = thoughts();
  const [one, two] = [push(tokenizer.decode(tokens)), rest()];
  return `${one.reasoning}${two.reasoning}|${one.content}${two.content}`;
}

async function http(questions: readonly Question[]): Promise<Block> {
  const requests = await Promise.all(
    questions.map(async ({ prompt }) => ({
      model: served.id,
      messages: await chatMessages(prompt),
      max_tokens: maxTokens,
      stream: true,
      stream_options: { include_usage: true },
    })),
  );
  const work: Work = { url: `http://127.0.0.1:${port}/v1/chat/completions`, lanes, requests };
  client.send(work);
  const [report] = (await once(client, 'message')) as [Report];
  return report;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
