import { fromScores } from './from-scores.ts';
import { dense, row } from './logits.ts';
import type { DenseLogits, Model, Tokenizer } from './model.ts';
import { retold } from './retold.ts';
import { type TokenMap, tokenMap } from './token-map.ts';

/**
 * The same model, reading and scoring the tokens of another vocabulary, so that it can guide a model of another family.
 *
 * A written token is read as its counterpart, or, if it has none, as whatever tokens the model's own tokenizer makes of
 * its text. Scores are those of the counterparts; a token without one gets −Infinity: this model can never write it,
 * and as expert and amateur alike it leaves the base's score as it is (see `sumRows`).
 *
 * `map`: from `tokenizer` to the model's own. @default tokenMap(tokenizer, model.tokenizer), which takes a while
 */
export function translated(
  model: Model,
  tokenizer: Tokenizer,
  map: TokenMap = tokenMap(tokenizer, model.tokenizer),
): Model {
  if (map.length !== tokenizer.size)
    throw new RangeError(
      `The map must have an entry for each of ${tokenizer.size} tokens, found ${map.length}.`,
    );
  const reader = retold(model, {
    message: (message) => [message],
    token: (token) => (map[token]! >= 0 ? [map[token]!] : model.tokenizer.encode(tokenizer.decode([token]))),
  });
  return fromScores({ ...reader, tokenizer }, async (queries, signal) => {
    const answers = await reader.forward(queries, signal);
    return answers.map((logits) => translate(dense(logits), map));
  });
}

function translate(logits: DenseLogits, map: TokenMap): DenseLogits {
  const { rows, unguided } = logits;
  const vocab = map.length;
  const data = new Float32Array(rows * vocab).fill(-Infinity);
  for (let r = 0; r < rows; r++) {
    const scores = row(logits, r);
    for (let v = 0; v < vocab; v++) {
      const token = map[v]!;
      if (token >= 0 && token < scores.length) data[r * vocab + v] = scores[token]!;
    }
  }
  return { type: 'dense', rows, vocab, data, ...(unguided && { unguided: translate(dense(unguided), map) }) };
}
