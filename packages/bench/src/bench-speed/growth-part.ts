/** The part `growth`: what a step costs with more sequences, longer ones, more tokens to choose from, and longer prompts beside. */
import { batched, proxyThinker, type Strategy, sample, type Token } from '@vr/core';
import { seededRandom } from '../suites/random.ts';
import { roundQuestions } from './answers-part.ts';
import { type DecoderSizes, llama135M } from './decoder-weights.ts';
import { neighbourField, neighbourName } from './neighbour-field.ts';
import { randomModel } from './random-model.ts';
import type { Contestant } from './reading.ts';
import { closeTrio, forgetTrio, guidedStrategies, holdTrio } from './shipped.ts';
import type { Field, HeldModel, Surroundings } from './surroundings.ts';
import { endless, strategyWriter, timeWriting } from './writing.ts';

export const growthName = {
  sequences: (count: number) => `sequences ${count}`,
  context: (positions: number) => `context ${positions}`,
  vocabulary: (tokens: number) => `vocabulary ${tokens}`,
  neighbour: neighbourName,
};

/** Small enough to be quick, and with enough layers for the length of a sequence to matter. */
const longReader: DecoderSizes = {
  ...llama135M,
  hidden: 256,
  layers: 6,
  heads: 4,
  keyHeads: 2,
  feedForward: 512,
  vocabulary: 1024,
  contextLength: 2048,
};

/** Hardly a model at all: what a step costs is the choice among the tokens. */
const manyTokens: DecoderSizes = {
  ...llama135M,
  hidden: 64,
  layers: 1,
  heads: 2,
  keyHeads: 1,
  headSize: 32,
  feedForward: 128,
  contextLength: 128,
};

export async function growthField(surroundings: Surroundings): Promise<Field> {
  const fields = [
    await sequencesField(surroundings),
    await contextField(surroundings),
    await vocabularyField(surroundings),
    await neighbourField(surroundings, longReader),
  ];
  return {
    contestants: fields.flatMap(({ contestants }) => contestants),
    async close() {
      for (const { close } of fields) await close();
    },
  };
}

/** The shipped three, guided, so many sequences at once. */
async function sequencesField(surroundings: Surroundings): Promise<Field> {
  const { plan, suites } = surroundings;
  const { hold } = surroundings;
  const trio = await holdTrio({ plan: { ...plan, widths: plan.growth.sequences }, hold });
  const { plain } = guidedStrategies(trio, plan.alpha, 'ignored');
  const limits = { maxTokens: plan.growth.tokens, ending: 'ignored' } as const;
  const contestants = plan.growth.sequences.map((count): Contestant => {
    const writer = strategyWriter<ReturnType<typeof roundQuestions>[number]['prompt']>(plain, count);
    const asked = (round: number) =>
      roundQuestions(suites, { ...plan, questions: 2 }, count, 1, round).slice(0, Math.max(2, count));
    return {
      name: growthName.sequences(count),
      async warmUp(signal) {
        await timeWriting(writer, asked(-1), { ...limits, maxTokens: 4, signal });
      },
      async measure(round, signal) {
        await forgetTrio(trio);
        const { answers: _, ...reading } = await timeWriting(writer, asked(round), { ...limits, signal });
        return { ...reading, answers: [] };
      },
    };
  });
  return { contestants, close: () => closeTrio(trio) };
}

/** One model alone, after so many positions. */
async function contextField({ plan, hold }: Surroundings): Promise<Field> {
  const { folder } = randomModel(plan.scratch, longReader);
  const model = await hold(folder, { name: 'long reader', rows: 1 });
  const strategy = sample(endless(model));
  const contestants = plan.growth.contexts.map((positions) =>
    tokenContestant(growthName.context(positions), strategy, [model], positions, longReader.vocabulary, plan),
  );
  return { contestants, close: () => model.close() };
}

/** Three models with so many tokens each, guided. */
async function vocabularyField({ plan, hold }: Surroundings): Promise<Field> {
  const held: HeldModel[] = [];
  const contestants: Contestant[] = [];
  for (const vocabulary of plan.growth.vocabularies) {
    const { folder } = randomModel(plan.scratch, { ...manyTokens, vocabulary });
    const models: HeldModel[] = [];
    for (const name of ['base', 'expert', 'amateur']) models.push(await hold(folder, { name, rows: 1 }));
    held.push(...models);
    const [base, expert, amateur] = models.map((model) => batched(model));
    const guided = proxyThinker({ base: base!, expert: expert!, amateur: amateur!, alpha: plan.alpha });
    const name = growthName.vocabulary(vocabulary);
    contestants.push(tokenContestant(name, sample(endless(guided)), models, 16, vocabulary, plan));
  }
  return {
    contestants,
    async close() {
      for (const model of held) await model.close();
    },
  };
}

/** Writes after a prompt of random tokens, one sequence. */
function tokenContestant(
  name: string,
  strategy: Strategy,
  models: readonly HeldModel[],
  positions: number,
  vocabulary: number,
  { seed, growth }: Surroundings['plan'],
): Contestant {
  const writer = strategyWriter<readonly Token[]>(strategy, 1);
  const asked = (round: number) => {
    const random = seededRandom(seed * 1000 + round + 1);
    return [
      {
        id: `${round}`,
        prompt: Array.from({ length: positions }, () => Math.floor(random.unit() * vocabulary)),
      },
    ];
  };
  return {
    name,
    async warmUp(signal) {
      await timeWriting(writer, asked(-1), { maxTokens: 4, ending: 'ignored', signal });
    },
    async measure(round, signal) {
      for (const model of models) await model.forget();
      const limits = { maxTokens: growth.tokens, ending: 'ignored', signal } as const;
      const { answers: _, ...reading } = await timeWriting(writer, asked(round), limits);
      return { ...reading, answers: [] };
    },
  };
}
