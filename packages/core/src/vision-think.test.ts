import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { generate } from './generate.ts';
import { lanczos } from './lanczos.ts';
import { uniform } from './noise.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { rehearse, tokensOf } from './rehearse.ts';
import { sample } from './sample.ts';
import { fork, type Image, type Item, type Message, open, written } from './sequence.ts';
import type { StrategyEvent } from './strategy.ts';
import { hashed, letters, prompt, tableModel } from './testing.ts';
import { imagesOf } from './vision-think/looks.ts';
import { resizeAndCropTools, resizeTool } from './vision-think/protocol.ts';
import { qwenVisualTokens } from './vision-think/qwen.ts';
import { readCall } from './vision-think/tool-call.ts';
import { type VisionThinkOptions, visionThink } from './vision-think.ts';

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
const tokenizer = letters(`${printable.replace('$', '')}\n`);

const resizeCall =
  '<think>Small.</think>\n<tool_call>\n{"name": "resize_image", "arguments": {"action": "resize"}}\n</tool_call>';
const cropCall = (box: string, image = '') =>
  `<think>There.</think><tool_call>{"name": "crop_image", "arguments": {${image}"box": ${box}}}</tool_call>`;
const answered = (answer: string) => `<think>Plain.</think><answer>${answer}</answer>`;

/** Writes one script a turn, the last one for ever, and keeps the tapes that it was asked about. */
function reader(...scripts: readonly string[]) {
  const tapes: (readonly Item[])[] = [];
  const texts = scripts.map(tokenizer.encode);
  const model = tableModel('reader', tokenizer, (items) => {
    tapes.push(items);
    const turns = items.filter((item) => typeof item === 'object' && item.role === 'user').length;
    const script = texts[Math.min(turns, texts.length) - 1]!;
    const spoken = items.length - items.findLastIndex((item) => typeof item === 'object') - 1;
    return Float32Array.from({ length: tokenizer.size }, (_, token) =>
      token === (script[spoken] ?? tokenizer.end) ? 9 : 0,
    );
  });
  return { model, tapes };
}

function noisy(width: number, height: number): Image {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => i * 97 + (i >> 7) * 31 + width);
  return { width, height, data };
}

const image = noisy(128, 96);
const half = lanczos(image, 64, 48);
const turn = { maxTokens: 400, stop: [], seed: 0 };

async function run(
  scripts: readonly string[],
  options: Partial<VisionThinkOptions> = {},
  asked = prompt('Fare?', image),
) {
  const { model, tapes } = reader(...scripts);
  const sequence = open(asked);
  const strategy = visionThink({ answer: sample(model), tokenizer, ...options });
  const { events, finish } = await rehearse(strategy, sequence, turn);
  return { events, finish, sequence, tapes, said: tokenizer.decode(tokensOf(events)) };
}

const escalations = (events: readonly StrategyEvent[]) =>
  events
    .filter((event) => event.type === 'escalation')
    .map(({ scale, because, written }) => ({ scale, because, said: tokenizer.decode(written) }));
const sides = (items: readonly Item[]) => imagesOf(items).map(({ width, height }) => `${width}×${height}`);

describe('the published protocol', () => {
  test('a direct answer has seen the small picture only', async () => {
    const { said, events, finish, tapes, sequence } = await run([answered('7')]);
    expect(said).toBe(answered('7'));
    expect(finish).toBe('end');
    expect(escalations(events)).toEqual([]);
    expect(imagesOf(tapes.at(-1)!)).toEqual([half]);
    expect(tapes[0]).toEqual(resizeTool.open(prompt('Fare?', half)));
    expect(tokenizer.decode(written(sequence))).toBe(`${answered('7')}$`);
  });

  test('a call gets the original: the second turn sees the small picture and then the full one, pixel by pixel', async () => {
    const { said, events, finish, tapes, sequence } = await run([resizeCall, answered('7')]);
    expect(said).toBe(answered('7'));
    expect(finish).toBe('end');
    expect(escalations(events)).toEqual([{ scale: 1, because: 'asked for resize', said: resizeCall }]);
    expect(imagesOf(tapes.at(-1)!)).toEqual([half, image]);
    expect(imagesOf(tapes.at(-1)!)[1]).toBe(image);
    expect(tapes.at(-1)!.slice(0, -answered('7').length)).toEqual([
      ...resizeTool.open(prompt('Fare?', half)),
      ...tokenizer.encode(resizeCall),
      tokenizer.end,
      resizeTool.show('resized', [image]),
    ]);
    expect(sequence.items).toEqual([
      ...prompt('Fare?', image),
      ...tokenizer.encode(answered('7')),
      tokenizer.end,
    ]);
  });

  test('who calls again gets no third turn, and finishes as cut', async () => {
    const { said, finish, events } = await run([resizeCall, resizeCall]);
    expect(said).toBe(resizeCall);
    expect(finish).toBe('length');
    expect(escalations(events)).toHaveLength(1);
  });

  test('a call that cannot be read gets its error and no image, and that was the second turn', async () => {
    const broken =
      '<think>Hm.</think><tool_call>{"name": "resize_image", "arguments": {"action": "zoom"}}</tool_call>';
    const { said, events, tapes, finish } = await run([broken, answered('7')]);
    const error = 'Unknown Tool Type: zoom. Available function tools are: `resize`';
    expect([said, finish]).toEqual([answered('7'), 'end']);
    expect(escalations(events)).toEqual([{ scale: 0.5, because: error, said: broken }]);
    expect(imagesOf(tapes.at(-1)!)).toEqual([half]);
    expect(tapes.at(-1)!.findLast((item) => typeof item === 'object')).toEqual(resizeTool.refuse(error));
  });

  test('read more kindly, the same call wins the full picture when it is only ill written', async () => {
    const broken = '<think>Hm.</think><tool_call>{"action": resize}';
    const kind = await run([broken, answered('7')], { protocol: { ...resizeTool, read: readCall } });
    expect(imagesOf(kind.tapes.at(-1)!)).toEqual([half, image]);
    const published = await run([broken, answered('7')]);
    expect(published.said).toBe(broken);
  });

  test('a turn that is cut before its call is closed is a direct answer, cut', async () => {
    const { model } = reader(resizeCall, answered('7'));
    const strategy = visionThink({ answer: sample(model), tokenizer });
    const { tokens, finish } = await generate(strategy, prompt('Fare?', image), {
      maxTokens: resizeCall.length - 1,
    });
    expect(tokenizer.decode(tokens)).toBe(resizeCall.slice(0, -1));
    expect(finish).toBe('length');
  });

  test('each turn may be as long as the caller allows, and stops where the caller says', async () => {
    const { model } = reader(resizeCall, answered('7'));
    const strategy = visionThink({ answer: sample(model), tokenizer });
    const ask = (options: object) => generate(strategy, prompt('Fare?', image), options);
    const exact = await ask({ maxTokens: resizeCall.length });
    expect([tokenizer.decode(exact.tokens), exact.finish]).toEqual([answered('7'), 'end']);
    const stopped = await ask({ maxTokens: 400, stop: ['<answer>'] });
    expect([tokenizer.decode(stopped.tokens), stopped.finish]).toEqual([
      '<think>Plain.</think><answer>',
      'stop',
    ]);
  });

  test('a call wins over an answer in the same turn', async () => {
    const { said } = await run([`${answered('3')}${resizeCall}`, answered('7')]);
    expect(said).toBe(answered('7'));
  });

  test('of several pictures all are shown small, and all in full, in their order', async () => {
    const second = noisy(80, 64);
    const asked: Message = {
      role: 'user',
      content: [
        { type: 'image', image },
        { type: 'image', image: second },
        { type: 'text', text: 'Which is darker?' },
      ],
    };
    const { tapes } = await run([resizeCall, answered('the first')], {}, [asked]);
    expect(imagesOf(tapes.at(-1)!)).toEqual([half, lanczos(second, 40, 32), image, second]);
  });
});

test('a picture that is hardly larger than its copy is shown in full at once, and never enlarged', async () => {
  const small = noisy(50, 30);
  const { tapes, events } = await run([resizeCall, answered('7')], {}, prompt('Fare?', small));
  expect(sides(tapes.at(-1)!)).toEqual(['50×30']);
  expect(escalations(events)[0]!.because).toBe('the image is already shown at its full resolution');
});

test('a question without pictures is answered as it is', async () => {
  const network = hashed('network', tokenizer);
  const strategy = visionThink({ answer: sample(network), tokenizer });
  expect(await generate(strategy, prompt('Hm?'), { maxTokens: 20 })).toEqual(
    await generate(sample(network), prompt('Hm?'), { maxTokens: 20 }),
  );
});

describe('more looks than the paper has', () => {
  const scales = [0.25, 0.5, 1];
  const options = { scales, turns: 8, minimumSide: 8, protocol: resizeAndCropTools };

  test('a ladder of scales is climbed step by step, and ends at the original', async () => {
    const { tapes, events, said } = await run([resizeCall, resizeCall, resizeCall, answered('7')], options);
    expect(sides(tapes.at(-1)!)).toEqual(['32×24', '64×48', '128×96']);
    expect(escalations(events).map(({ scale }) => scale)).toEqual([0.5, 1, 1]);
    expect(escalations(events)[2]!.because).toBe('the image is already shown at its full resolution');
    expect(said).toBe(answered('7'));
  });

  test('a crop is cut from the original, its box drawn on the first look', async () => {
    const { tapes } = await run([cropCall('[8, 4, 16, 14]'), answered('7')], options);
    const [, part] = imagesOf(tapes.at(-1)!);
    expect([part!.width, part!.height]).toEqual([32, 40]);
    expect([...part!.data.subarray(0, 96)]).toEqual([
      ...image.data.subarray((16 * 128 + 32) * 3, (16 * 128 + 64) * 3),
    ]);
  });

  test('the budget counts the tokens of every look; what does not fit is refused and the model goes on', async () => {
    const visualTokens = qwenVisualTokens;
    const large = noisy(280, 224);
    const scripts = [resizeCall, resizeCall, cropCall('[0, 0, 7, 7]'), answered('7')];
    const costs = [4, 20, 80];
    const spent = (tape: readonly Item[]) => imagesOf(tape).reduce((sum, one) => sum + visualTokens(one), 0);
    const all = await run(scripts, { ...options, visualTokens }, prompt('Fare?', large));
    expect(imagesOf(all.tapes.at(-1)!).slice(0, 3).map(visualTokens)).toEqual(costs);
    for (const budget of [0, 23, 24, 103, 150]) {
      const { tapes, said, events } = await run(
        scripts,
        { ...options, visualTokens, budget },
        prompt('Fare?', large),
      );
      expect(spent(tapes.at(-1)!)).toBeLessThanOrEqual(Math.max(budget, costs[0]!));
      expect(said).toBe(answered('7'));
      if (budget < 104)
        expect(escalations(events).some(({ because }) => because.startsWith('there is no room'))).toBe(true);
    }
  });

  test('a crop that is too dear in full is shown at the finest scale that fits', async () => {
    const crop = cropCall('[0, 0, 32, 24]');
    const area = ({ width, height }: { width: number; height: number }) => width * height;
    const tight = { ...options, visualTokens: area, budget: 32 * 24 + 64 * 48 + 10 };
    const { tapes, events } = await run([crop, answered('7')], tight);
    expect(sides(tapes.at(-1)!)).toEqual(['32×24', '64×48']);
    expect(escalations(events)[0]!.scale).toBe(0.5);
  });

  test('an image that is not there is told so', async () => {
    const { events } = await run([cropCall('[0, 0, 9, 9]', '"image": 2, '), answered('7')], options);
    expect(escalations(events)[0]!.because).toBe('there are images 1 to 1, none is 2');
  });
});

describe('accounts', () => {
  test('visual tokens are a quarter and, as often as it calls, the whole', async () => {
    let [shown, calls] = [0, 0];
    const full = 200 * 160;
    const large = noisy(200, 160);
    for (let i = 0; i < 20; i++) {
      const asks = uniform(3, 0, i) < 0.35;
      const { tapes } = await run(
        asks ? [resizeCall, answered('7')] : [answered('7')],
        {},
        prompt(`${i}?`, large),
      );
      calls += asks ? 1 : 0;
      shown += imagesOf(tapes.at(-1)!).reduce((sum, { width, height }) => sum + width * height, 0);
    }
    expect(calls).toBeGreaterThan(0);
    expect(shown / (20 * full)).toBeCloseTo(0.25 + calls / 20, 12);
  });

  test('the second turn adds to what was read: nothing before it is read again', async () => {
    const { tapes } = await run([resizeCall, answered('7')]);
    for (const [i, tape] of tapes.entries())
      if (i > 0) {
        const before = tapes[i - 1]!;
        expect(before.every((item, at) => item === tape[at])).toBe(true);
        expect(tape.length - before.length).toBeLessThanOrEqual(2);
      }
  });

  test('what is reported as written is on the tape at that moment, also if the listener leaves', async () => {
    for (const before of [[], [resizeCall]]) {
      const { model } = reader(...before, answered('7'));
      const sequence = open(prompt('Fare?', image));
      let heard = 0;
      for await (const event of visionThink({ answer: sample(model), tokenizer })(sequence, turn)) {
        if (event.type === 'tokens') heard += event.tokens.length;
        expect(written(sequence)).toHaveLength(heard);
        if (heard === 5) break;
      }
      expect(tokenizer.decode(written(sequence))).toBe(answered('7').slice(0, 5));
    }
  });

  test('the odds of tokens come along when the turn asks', async () => {
    const { model } = reader(resizeCall, answered('7'));
    const { events } = await generate(
      visionThink({ answer: sample(model), tokenizer }),
      prompt('Fare?', image),
      {
        maxTokens: 400,
        odds: 2,
      },
    );
    for (const event of events) if (event.type === 'tokens') expect(event.odds?.[0]?.best).toHaveLength(2);
  });
});

test('over ProxyThinker, in batches, everybody gets what they get alone', async () => {
  const scripts = [resizeCall, answered('7')];
  const [base, expert, amateur] = [0, 1, 2].map(() => batched(reader(...scripts).model));
  const thinker = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
  const strategy = visionThink({ answer: sample(thinker), tokenizer });
  const asked = Array.from({ length: 6 }, (_, i) => prompt(`Fare ${i}?`, noisy(80 + 16 * i, 96)));
  const answers = await Promise.all(
    asked.map((one, seed) => generate(strategy, one, { seed, maxTokens: 400 })),
  );
  for (const { tokens, events } of answers) {
    expect(tokenizer.decode(tokens)).toBe(answered('7'));
    expect(events.filter(({ type }) => type === 'escalation')).toHaveLength(1);
  }
});

test('the caller may ask on: its tape holds the full picture and the answer, nothing of the protocol', async () => {
  const { sequence } = await run([resizeCall, answered('7')]);
  const next = fork(sequence);
  next.items.push(...prompt('Are you sure?'));
  expect(next.items.filter((item) => typeof item === 'object')).toEqual([
    ...prompt('Fare?', image),
    ...prompt('Are you sure?'),
  ]);
});

test('an abort in either turn throws its reason', async () => {
  for (const after of [3, resizeCall.length + 6]) {
    const controller = new AbortController();
    const { model } = reader(resizeCall, answered('7'));
    const reason = new Error('No longer wanted.');
    let asked = 0;
    const counting = {
      ...model,
      forward: (...query: Parameters<typeof model.forward>) => {
        if (++asked === after) controller.abort(reason);
        return model.forward(...query);
      },
    };
    const strategy = visionThink({ answer: sample(counting), tokenizer });
    const signal = controller.signal;
    await expect(generate(strategy, prompt('Fare?', image), { maxTokens: 400, signal })).rejects.toBe(reason);
    expect(asked).toBe(after);
  }
});

test.each([
  { turns: 0 },
  { scales: [] },
  { scales: [1, 0.5] },
  { scales: [0.5, 2] },
  { budget: -1 },
  { saving: 0.5 },
  { minimumSide: 0 },
])('numbers that make no sense are refused before anything runs: %o', (options) => {
  const { model } = reader('');
  expect(() => visionThink({ answer: sample(model), tokenizer, ...options })).toThrow(RangeError);
});
