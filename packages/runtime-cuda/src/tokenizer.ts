import { createHash } from 'node:crypto';
import { Template } from '@huggingface/jinja';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Message, Tokenizer } from '@vr/core';
import { type Folder, fileInvalid } from './folder.ts';

/** The tokenizer of a folder. Special tokens in a text are read, and shown, as what they are. */
export function folderTokenizer(folder: Folder): Tokenizer {
  const inner = construct(folder);
  const size = sizeOf(folder, inner);
  return {
    id: createHash('sha256').update(folder.tokenizerText).digest('hex'),
    size,
    end: endToken(folder, inner),
    encode(text) {
      const { ids } = attempt(folder, () => inner.encode(text, { add_special_tokens: false }));
      const stray = ids.findIndex((id: number) => !(Number.isInteger(id) && id >= 0 && id < size));
      if (stray < 0) return ids;
      throw fileInvalid(
        folder,
        'tokenizer.json',
        `tokens from 0 to ${size - 1} for any text`,
        `${ids[stray]}`,
      );
    },
    decode: (tokens) =>
      tokens.length === 0
        ? ''
        : attempt(folder, () =>
            inner.decode([...tokens], { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
          ),
  };
}

/** What the tokenizer gives; whatever it stumbles over is a fault of its file. */
function attempt<T>(folder: Folder, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw fileInvalid(folder, 'tokenizer.json', 'a tokenizer', found, cause);
  }
}

/** One more than the highest token. Vocabularies are too large to be passed to `Math.max`. */
function sizeOf(folder: Folder, tokenizer: HuggingFaceTokenizer): number {
  let highest = -1;
  for (const token of attempt(folder, () => tokenizer.get_vocab(true)).values()) {
    highest = Math.max(highest, token);
  }
  if (highest >= 0) return highest + 1;
  throw fileInvalid(folder, 'tokenizer.json', 'tokens from 0 on', 'none');
}

function construct(folder: Folder): HuggingFaceTokenizer {
  assertNumbers(folder);
  return attempt(folder, () => new HuggingFaceTokenizer(folder.tokenizer, folder.tokenizerConfig));
}

/** More than any vocabulary has: the library goes through all numbers up to the highest token's. */
const mostTokens = 2 ** 24;

function assertNumbers(folder: Folder): void {
  const { model, added_tokens: added } = folder.tokenizer as Partial<Record<string, unknown>>;
  const vocabulary = (model as { vocab?: unknown } | null | undefined)?.vocab ?? {};
  const listed = Array.isArray(added) ? added.map((token: { id?: unknown } | null) => token?.id) : [];
  const high = [...Object.values(vocabulary), ...listed].find(
    (id) => typeof id === 'number' && id >= mostTokens,
  );
  if (high === undefined) return;
  throw fileInvalid(folder, 'tokenizer.json', `tokens below ${mostTokens}`, `${high}`);
}

function endToken(folder: Folder, tokenizer: HuggingFaceTokenizer): number {
  const text = folder.specialTokens.eos_token;
  const token = text === undefined ? undefined : tokenizer.token_to_id(text);
  if (token === undefined) {
    const found = text === undefined ? 'nothing' : `"${text}", which tokenizer.json does not know`;
    throw fileInvalid(folder, 'tokenizer_config.json', 'the token that ends an answer at "eos_token"', found);
  }
  if (folder.ends.length > 0 && !folder.ends.includes(token)) {
    const found = folder.ends.join(', ');
    throw fileInvalid(folder, 'generation_config.json', `${token} ("${text}") at "eos_token_id"`, found);
  }
  return token;
}

/** Renders a conversation with the folder's own template. An image part shows as its image token. */
export function folderTemplate(folder: Folder): (conversation: readonly Message[]) => string {
  let template: Template;
  try {
    template = new Template(folder.chatTemplate);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw fileInvalid(folder, 'tokenizer_config.json', 'a Jinja template at "chat_template"', found, cause);
  }
  return (conversation) => {
    const messages = conversation.map(({ role, content }) => ({
      role,
      content: content.map((part) =>
        part.type === 'text' ? { type: 'text', text: part.text } : { type: 'image' },
      ),
    }));
    try {
      return template.render({ ...folder.specialTokens, messages, add_generation_prompt: true });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RangeError(`"${folder.name}": the chat template does not take this conversation: ${reason}`, {
        cause,
      });
    }
  };
}
