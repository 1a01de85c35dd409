import { describe, expect, test } from 'vitest';
import { type AnswersOf, amongBeams, amongOptions, averageEntropy } from './adaptive-think/answers.ts';
import { type AdaptiveThinkOptions, adaptiveThink } from './adaptive-think.ts';
import { batched } from './batched.ts';
import { generate } from './generate.ts';
import { isInserted } from './inserted.ts';
import { penalised } from './penalties.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel } from './testing.ts';

const tokenizer = letters('abcdehikntABC}. </>\n');
const hello = prompt('Hello.');
const probe = '</think>the ';

/** Thinks this. Asked for the answer, it scores B by how much it has thought, and A and C by 0. */
const thinker = (script: string, scoreOfB: (thoughts: number) => number) =>
  tableModel('thinker', tokenizer, (items) => {
    const said = tokenizer.decode(items.filter((item) => typeof item === 'number'));
    const scores = new Float32Array(tokenizer.size);
    if (said.includes(probe)) {
      scores[tokenizer.encode(said.endsWith(probe) ? 'B' : '}')[0]!] = scoreOfB(
        said.split('\n\n').length - 1,
      );
    } else scores[tokenizer.encode(script[said.length] ?? '')[0] ?? tokenizer.end] = 9;
    return scores;
  });

const four = 'a bad ant\n\nthe bee\n\na cab\n\nan axe'.replace('x', 'c');

const run = async (options: Partial<AdaptiveThinkOptions>, turn: object = {}, script = four) => {
  const model = options.model ?? thinker(script, (thoughts) => 3 * thoughts);
  const strategy = adaptiveThink({
    writer: sample(model),
    model,
    answers: amongOptions(['A', 'B', 'C']),
    probe,
    thoughtCharacters: 1,
    ...options,
  });
  const generation = await generate(strategy, hello, turn);
  return { ...generation, text: tokenizer.decode(generation.tokens) };
};

describe('thinking stops', () => {
  test('at the first thought after which the answer is sharp, which is then written', async () => {
    // Scores of B: 0, 3, 6, …: H_avg is log₂ 3 / 3 = 0.53, then 0.18, then 0.02 bits; the threshold 0.053.
    const { text, finish, events } = await run({});
    expect(text).toBe(`a bad ant\n\nthe bee\n\n${probe}B`);
    expect(finish).toBe('end');
    const [question, answer] = events.slice(-2);
    expect(isInserted(question!)).toBe(true);
    expect(answer).toEqual({ type: 'tokens', tokens: tokenizer.encode('B'), by: 'thinker' });
  });

  test('before the first thought if the answer is sharp at once', async () => {
    expect((await run({ model: thinker(four, () => 20) })).text).toBe(`${probe}B`);
  });

  test('sooner with a larger ratio, and never with a ratio of 0', async () => {
    expect((await run({ ratio: 0.4 })).text).toBe(`a bad ant\n\n${probe}B`);
    expect((await run({ ratio: 0.03 })).text).toBe(`a bad ant\n\nthe bee\n\na cab\n\n${probe}B`);
    expect((await run({ ratio: 0 })).text).toBe(four);
  });

  test('only where enough has been thought since the last probe', async () => {
    const probed: number[] = [];
    const answers: AnswersOf = async (_, { items }) => {
      probed.push(items.length - 1 - probe.length);
      return [
        { tokens: [0], probability: 0.5 },
        { tokens: [1], probability: 0.5 },
      ];
    };
    await run({ answers });
    expect(probed).toEqual([0, 11, 20, 27]);
    probed.length = 0;
    await run({ answers, thoughtCharacters: 12 });
    expect(probed).toEqual([0, 20]);
    probed.length = 0;
    await run({ answers, thoughtCharacters: 120 });
    expect(probed).toEqual([0]);
  });

  test('by itself too: after </think> nobody asks', async () => {
    const script = 'a bad</think>a bee\n\nB';
    expect((await run({ ratio: 0.0001 }, {}, script)).text).toBe(script);
  });

  test('with an answer of any wording, found among beams', async () => {
    const { text } = await run({
      answers: amongBeams({ width: 3 }),
      model: thinker(four, (thoughts) => 8 * thoughts),
    });
    expect(text).toBe(`a bad ant\n\n${probe}B}`);
  });
});

describe('laws', () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  const babble = (seed: number) =>
    penalised(hashed('babble', tokenizer, seed), {
      bias: new Map([
        [tokenizer.end, -3],
        [18, 2],
      ]),
    });
  const options = { answers: amongOptions(['A', 'B', 'C']), probe, thoughtCharacters: 1 };
  const turn = (seed: number) => ({ seed, maxTokens: 60 });

  test('until it stops, the text is the writer’s; if it never does, all of it, ends and events too', async () => {
    let stopped = 0;
    for (const seed of seeds) {
      const model = babble(seed);
      const writer = sample(model, { temperature: 1 });
      const alone = await generate(writer, hello, turn(seed));
      expect(
        await generate(adaptiveThink({ ...options, writer, model, ratio: 0 }), hello, turn(seed)),
      ).toEqual(alone);
      const { events } = await generate(
        adaptiveThink({ ...options, writer, model, ratio: 0.5 }),
        hello,
        turn(seed),
      );
      const at = events.findIndex(isInserted);
      if (at >= 0) stopped++;
      const own = at < 0 ? events : events.slice(0, at);
      expect(own).toEqual(alone.events.slice(0, own.length));
    }
    expect(stopped).toBeGreaterThan(5);
  });

  test('what is reported is what is on the tape, and the turn is never overrun', async () => {
    for (const seed of seeds)
      for (const maxTokens of [0, 1, 7, 13, 14, 40]) {
        const model = babble(seed);
        const strategy = adaptiveThink({ ...options, writer: sample(model), model, ratio: 0.9 });
        const sequence = open(hello);
        const steps = strategy(sequence, { maxTokens, stop: [], seed });
        const told: number[] = [];
        let step = await steps.next();
        for (; !step.done; step = await steps.next()) {
          if (step.value.type === 'tokens') told.push(...step.value.tokens);
          expect(sequence.items.slice(1)).toEqual(told);
        }
        expect(told.length).toBeLessThanOrEqual(maxTokens);
      }
  });

  test('batches change nothing', async () => {
    for (const seed of seeds) {
      const model = babble(seed);
      const shared = batched(model);
      const answers = amongBeams({ width: 3, steps: 4 });
      const plain = adaptiveThink({ ...options, answers, writer: sample(model), model });
      const crowd = adaptiveThink({ ...options, answers, writer: sample(shared), model: shared });
      expect(await generate(crowd, hello, turn(seed))).toEqual(await generate(plain, hello, turn(seed)));
    }
  });

  test('stop strings end the turn in the thinking, the question and the answer', async () => {
    expect(await run({}, { stop: ['bad'] })).toMatchObject({ text: 'a bad', finish: 'stop' });
    expect(await run({}, { stop: ['k>t'] })).toMatchObject({ finish: 'stop' });
    expect(await run({}, { stop: [' B'] })).toMatchObject({
      text: `a bad ant\n\nthe bee\n\n${probe}B`,
      finish: 'stop',
    });
  });

  test('an abort reaches writer and probe', async () => {
    const reason = new Error('No longer wanted.');
    await expect(run({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

test('a copy is done also where the probe fails', async () => {
  const tapes: { done: boolean }[] = [];
  const answers: AnswersOf = async (_, sequence) => {
    tapes.push(sequence);
    throw new Error('No answer.');
  };
  await expect(run({ answers })).rejects.toThrow('No answer.');
  expect(tapes.map(({ done }) => done)).toEqual([true]);
});

test('an answer that the model cannot give stops nothing', async () => {
  expect((await run({ model: thinker(four, () => 20), answers: async () => [] })).text).toBe(four);
});

test('the probe asks about a copy of the tape, which is done afterwards', async () => {
  const seen: boolean[] = [];
  const tapes: { done: boolean }[] = [];
  const answers: AnswersOf = async (_, sequence) => {
    tapes.push(sequence);
    seen.push(sequence.done);
    return [
      { tokens: [0], probability: 0.5 },
      { tokens: [1], probability: 0.5 },
    ];
  };
  await run({ answers });
  expect(seen.every((done) => !done)).toBe(true);
  expect(tapes.every(({ done }) => done)).toBe(true);
  expect(
    averageEntropy(
      await answers(
        thinker('', () => 0),
        open(hello),
      ),
    ),
  ).toBe(0.5);
});
