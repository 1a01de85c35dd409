import { describe, expect, test } from 'vitest';
import { sparse } from '../logits.ts';
import type { DenseLogits } from '../model.ts';
import { oddsOf } from '../odds.ts';
import {
  firstTokenEntropy,
  firstTokenMargin,
  meanLogProbability,
  minimumLogProbability,
  optionMargin,
  optionMass,
  optionOdds,
} from './need.ts';

const dense = (...scores: number[]): DenseLogits => ({
  type: 'dense',
  rows: 1,
  vocab: scores.length,
  data: Float32Array.from(scores),
});

/** An answer of the first token of each row, behind a thought of one token that is a pure guess. */
function answered(...rows: readonly (readonly number[])[]) {
  const odds = [[0, 0, 0, 0, 0, 0], ...rows].map((row) => oddsOf(dense(...row), 0, 0, 20));
  return { odds, answer: { start: 1, end: odds.length } };
}

const logs = (...probabilities: number[]) => probabilities.map(Math.log);
const everyNeed = [minimumLogProbability, meanLogProbability, firstTokenEntropy, firstTokenMargin];

test('the least likely token of the answer, and the mean of all; the thought does not count', () => {
  const trace = answered(logs(0.9, 0.1), logs(0.5, 0.5), logs(0.8, 0.2));
  expect(minimumLogProbability(trace)).toBeCloseTo(-Math.log(0.5), 6);
  expect(meanLogProbability(trace)).toBeCloseTo(-Math.log(0.9 * 0.5 * 0.8) / 3, 6);
});

test('entropy is ln k for k tokens alike and 0 for one alone', () => {
  for (const k of [2, 5, 30])
    expect(firstTokenEntropy(answered(new Array(k).fill(1)))).toBeCloseTo(Math.log(k), 6);
  expect(firstTokenEntropy(answered([200, 0, 0, 0]))).toBeCloseTo(0, 6);
});

test('entropy is that of the whole row, also where only the best of it are kept', () => {
  const row = dense(...logs(0.4, 0.3, 0.2, 0.1));
  expect(oddsOf(sparse(row, 2), 0, 0, 2).entropy).toBeCloseTo(oddsOf(row, 0, 0, 4).entropy, 6);
});

test('the margin is 0 in doubt for one alone, 1 for a tie, and looks at the first token of the answer', () => {
  expect(firstTokenMargin(answered([200, 0, 0], [1, 1, 1]))).toBeCloseTo(0, 6);
  expect(firstTokenMargin(answered([3, 3, -200], [9, 0, 0]))).toBeCloseTo(1, 6);
  expect(firstTokenMargin(answered(logs(0.6, 0.3, 0.1)))).toBeCloseTo(0.7, 6);
});

describe('options', () => {
  const [a, b, c] = [[0, 3], [1], [2]];
  const options = [a!, b!, c!];

  test('share what they hold, in all their writings; what is outside is the rest of the mass', () => {
    const { margin, mass } = optionOdds(oddsOf(dense(...logs(0.2, 0.1, 0.1, 0.2, 0.4)), 0, 0, 20), options);
    expect(mass).toBeCloseTo(0.6, 6);
    expect(margin).toBeCloseTo((0.4 - 0.1) / 0.6, 6);
  });

  test('sure of an option: no need; torn between two: all need; sure of something else: seen by the mass alone', () => {
    const needs = (row: readonly number[]) => {
      const trace = answered(row);
      return [optionMargin(options)(trace), optionMass(options)(trace)];
    };
    const close = (found: readonly number[], expected: readonly number[]) => {
      for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
    };
    close(needs(logs(1, 1e-9, 1e-9, 1e-9, 1e-9)), [0, 0]);
    close(needs(logs(0.25, 0.5, 1e-9, 0.25, 1e-9)), [1, 0]);
    close(needs(logs(0.008, 0.001, 0.001, 1e-9, 0.99)), [0.3, 0.99]);
  });

  test('none of them among the likeliest: no margin, no mass', () => {
    expect(optionOdds(oddsOf(dense(...logs(0.5, 0.5)), 0, 0, 2), [[7], [8]])).toEqual({ margin: 0, mass: 0 });
  });
});

test('without an answer every need is infinite', () => {
  const trace = { odds: [], answer: undefined };
  for (const need of [...everyNeed, optionMargin([[0], [1]]), optionMass([[0], [1]])])
    expect(need(trace)).toBe(Infinity);
});

test('a strategy that reports no odds is told so', () => {
  const trace = { odds: [], answer: { start: 0, end: 2 } };
  for (const need of everyNeed)
    expect(() => need(trace)).toThrow('Expected odds for the 2 tokens of the answer, found 0');
});

test('doubt rises with temperature, by every measure', () => {
  const scores = [2, 1, 0.5, -1, -3];
  for (const need of everyNeed) {
    const needs = [0.2, 0.5, 1, 2, 5].map((t) => need(answered(scores.map((score) => score / t))));
    expect(needs.toSorted((a, b) => a - b)).toEqual(needs);
  }
});

test('odds that are NaN need more than any threshold', () => {
  const likely = { token: 0, logProbability: Number.NaN };
  const odds = [{ ...likely, entropy: Number.NaN, best: [likely, likely] }];
  for (const need of everyNeed) {
    const needed = need({ odds, answer: { start: 0, end: 1 } });
    expect(needed < 1e9).toBe(false);
  }
});

test('what no model wrote has no odds, and moves nobody else’s', () => {
  const [unsure, sure] = [
    [0.5, 0.5],
    [0.99, 0.01],
  ].map((row) => oddsOf(dense(...logs(...row)), 0, 0, 2));
  const odds = [undefined, unsure, sure];
  expect(firstTokenEntropy({ odds, answer: { start: 1, end: 3 } })).toBeCloseTo(Math.LN2, 5);
  expect(meanLogProbability({ odds, answer: { start: 2, end: 3 } })).toBeCloseTo(-Math.log(0.99), 5);
  expect(() => firstTokenEntropy({ odds, answer: { start: 0, end: 2 } })).toThrow('found 1');
});
