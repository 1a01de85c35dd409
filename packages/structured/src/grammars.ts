import type { CompiledGrammar } from '@mlc-ai/web-xgrammar';
import type { Constraint, Tokenizer } from '@vr/core';
import { behind } from './behind.ts';
import { followed } from './followed.ts';
import { loadXGrammar } from './xgrammar.ts';

/** Makes constraints for texts in one vocabulary: pass them to `constrained` of @vr/core. */
export interface Grammars {
  /** JSON that fits a schema, on one line. Throws a TypeError for a schema that XGrammar cannot read. */
  jsonSchema(schema: object, options?: GrammarOptions): Promise<Constraint>;
  /** A text of a grammar in XGrammar's EBNF, from its rule `root`. Throws a TypeError if it cannot be read. */
  ebnf(grammar: string, options?: GrammarOptions): Promise<Constraint>;
}

export interface GrammarOptions {
  /** Anything may be written up to this text, such as `</think>`; the grammar begins behind it. @default at once */
  readonly after?: string;
}

/** Grammars over the tokens of a tokenizer. A token that is no text by itself, such as half a character, is never allowed. */
export async function grammars(tokenizer: Tokenizer): Promise<Grammars> {
  const { TokenizerInfo, GrammarCompiler, GrammarMatcher } = await loadXGrammar();
  const texts = Array.from({ length: tokenizer.size }, (_, token) => tokenizer.decode([token]));
  const info = await TokenizerInfo.createTokenizerInfo(texts, 'raw', false, texts.length, [tokenizer.end]);
  const compiler = await GrammarCompiler.createGrammarCompiler(info);
  const whole = texts.map(
    (text, token) => token === tokenizer.end || (text !== '' && !text.includes('\uFFFD')),
  );

  const from = async (what: string, compile: () => Promise<CompiledGrammar>, after: string | undefined) => {
    const grammar = await compile().catch((cause: unknown) => {
      throw new TypeError(`XGrammar cannot read this ${what}; why is on stderr.`, { cause });
    });
    const constraint = followed(() => GrammarMatcher.createGrammarMatcher(grammar), whole);
    return after === undefined ? constraint : behind(after, constraint, tokenizer);
  };
  return {
    jsonSchema: (schema, { after } = {}) =>
      from('schema', () => compiler.compileJSONSchema(JSON.stringify(schema), false, -1), after),
    ebnf: (grammar, { after } = {}) => from('grammar', () => compiler.compileGrammar(grammar), after),
  };
}
