import { createHash } from 'node:crypto';
import { Template } from '@huggingface/jinja';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Message, Tokenizer } from '@vr/core';
import { type Folder, fileInvalid } from './folder.ts';

/** The tokenizer of a folder. Special tokens in a text are read, and shown, as what they are. */
export function folderTokenizer(folder: Folder): Tokenizer {
  const inner = construct(folder);
  const size = Math.max(...inner.get_vocab(true).values()) + 1;
  return {
    id: createHash('sha256').update(folder.tokenizerText).digest('hex'),
    size,
    end: endToken(folder, inner),
    encode: (text) => inner.encode(text, { add_special_tokens: false }).ids,
    decode: (tokens) =>
      tokens.length === 0
        ? ''
        : inner.decode([...tokens], { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
  };
}

function construct(folder: Folder): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer(folder.tokenizer, folder.tokenizerConfig);
  } catch (cause) {
    throw fileInvalid(
      folder,
      'tokenizer.json',
      'a tokenizer',
      cause instanceof Error ? cause.message : String(cause),
      cause,
    );
  }
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
    return template.render({ ...folder.specialTokens, messages, add_generation_prompt: true });
  };
}
