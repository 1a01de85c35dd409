import { expect, test } from 'vitest';
import { countOnPool, runsHere, tookHere, tookOnPool, unknownPace } from './pace.ts';

const session = () => ({ handle: 0n, inputs: new Map(), outputs: new Map() });
/** A pace that has shown to be short, and was the last. */
function short(of = session()) {
  const pace = unknownPace(of);
  expect(runsHere(pace)).toBe(false);
  tookOnPool(pace, 0.05);
  return pace;
}

test('steps run on the pool until one has shown to be short, and then here', () => {
  const pace = unknownPace(session());
  for (const ms of [9, 0.4, 0.11]) {
    expect(runsHere(pace)).toBe(false);
    tookOnPool(pace, ms);
  }
  expect(runsHere(pace)).toBe(false);
  tookOnPool(pace, 0.09);
  expect(runsHere(pace)).toBe(true);
});

test('steps that have become long go back to the pool, one hiccup aside', () => {
  const pace = short();
  tookHere(pace, 20);
  expect(runsHere(pace)).toBe(true);
  for (let step = 0; step < 20; step++) tookHere(pace, 0.12);
  expect(runsHere(pace)).toBe(false);
  tookOnPool(pace, 0.14);
  expect(runsHere(pace)).toBe(false);
});

test('a step runs beside one on the pool, not beside two', () => {
  const pace = short();
  countOnPool(1);
  expect(runsHere(pace)).toBe(true);
  countOnPool(1);
  expect(runsHere(pace)).toBe(false);
  countOnPool(-1);
  countOnPool(-1);
  expect(runsHere(pace)).toBe(true);
});

test('where models take turns, the first goes to the pool and the others run beside it', () => {
  const models = [short(), short(), short()];
  for (let step = 0; step < 3; step++) {
    expect(runsHere(models[0]!)).toBe(false);
    countOnPool(1);
    expect(models.slice(1).map(runsHere)).toEqual([true, true]);
    countOnPool(-1);
  }
  expect([runsHere(models[2]!), runsHere(models[0]!), runsHere(models[0]!)]).toEqual([true, false, true]);
});

test('where two take turns with a model neither runs here, and one that goes on alone does again', () => {
  const model = session();
  const [one, other] = [short(model), short(model)];
  for (let step = 0; step < 3; step++) expect([runsHere(one), runsHere(other)]).toEqual([false, false]);
  expect([runsHere(other), runsHere(one), runsHere(one)]).toEqual([true, false, true]);
  expect(runsHere(short())).toBe(true);
});
