/** What tasks make of the columns of a row. */
import { find, optionalText, type Row, text } from '../scorers/catalogue/row.ts';
import type { Asked, Piece, Place } from './task.ts';

const pictureColumn = /^(?:decoded_)?images?(?:_\d+)?$/;

/** The columns that a scorer can read: all but pictures. */
export function withoutPictures(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !pictureColumn.test(name)));
}

const idColumns = ['id', 'pid', 'questionId', 'question_id', 'idx', 'sample_index', 'unique_id'];

/** The row's own id, or else its place. */
export function idOf(row: Row, at: Place): string {
  return optionalText(row, idColumns) ?? placeId(at);
}

/** The id of a row that has none, or one that other rows have too. */
export function placeId({ file, index }: Place): string {
  return `${file.replace(/^.*\//, '').replace(/\..*$/, '')}:${index}`;
}

/** The pictures in the columns, those that are empty left out, then the words. */
export function looking(pictures: readonly unknown[], words: string): readonly Piece[] {
  return [...pictures.filter((value) => value !== null && value !== undefined).map(asPiece), words];
}

export function asPiece(picture: unknown): Piece {
  return { picture };
}

/** A question about the picture of column `image` that keeps the columns as they are. */
export function plainly(row: Row, at: Place, words: string, problem: Row = {}): Asked {
  const merged = { ...withoutPictures(row), ...problem };
  return {
    id: idOf(row, at),
    content: looking([row.image], words),
    problem: merged,
    target: targetOf(merged),
  };
}

/** What is right, as a line. */
export function targetOf(problem: Row): string {
  const value = find(problem, ['answers', 'answer', 'target', 'label', 'gold']);
  return Array.isArray(value) ? [...new Set(value.map(String))].join(' | ') : String(value ?? '');
}

export function question(row: Row): string {
  return text(row, ['question', 'problem']);
}

/** `A. first`, `B. second` …, or with what `write` makes of letter and option. */
export function lettered(
  options: readonly string[],
  write: (letter: string, option: string) => string = (letter, option) => `${letter}. ${option}`,
): string {
  return options.map((option, at) => write(String.fromCharCode(65 + at), option)).join('\n');
}
