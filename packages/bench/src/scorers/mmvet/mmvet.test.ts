import { describe, expect, test } from 'vitest';
import { mmVetScores, readMmVetGrade } from './mmvet.ts';

describe('mm-vet', () => {
  const scores = mmVetScores([
    { capabilities: ['rec', 'ocr'], grades: [1, 0.5] },
    { capabilities: ['rec'], grades: [0, 0.5] },
    { capabilities: ['ocr', 'rec'], grades: [0.5, 1] },
  ]);

  test('a question counts for each of its capabilities, and runs are averaged', () => {
    expect(scores.capabilities.get('ocr')).toBe(75);
    expect(scores.capabilities.get('rec')).toBeCloseTo(58.333, 3);
  });

  test('capabilities that are needed together make a group, in whatever order they are named', () => {
    expect([...scores.integrations]).toEqual([
      ['ocr_rec', 75],
      ['rec', 25],
    ]);
  });

  test('the total and its deviation are over runs', () => {
    expect(scores.runs[0]).toBe(50);
    expect(scores.runs[1]).toBeCloseTo(66.667, 3);
    expect(scores.total).toBeCloseTo(58.333, 3);
    expect(scores.std).toBeCloseTo(8.333, 3);
  });

  test('a grade is the number from 0 to 1 before the first space', () => {
    expect(readMmVetGrade('0.5 because')).toBe(0.5);
    expect(readMmVetGrade('1.0\n')).toBe(1);
    for (const reply of ['', ' 0.5', 'nan', '1.1', '-0.1', 'half']) {
      expect(readMmVetGrade(reply), reply).toBeUndefined();
    }
  });
});
