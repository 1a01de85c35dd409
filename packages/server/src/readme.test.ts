import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { neutralValues } from './chat/neutral-fields.ts';
import { ChatRequest } from './chat/request.ts';
import { exampleCommand } from './example.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test('the README asks what the server proposes to ask', () => {
  expect(readme).toContain(exampleCommand('http://127.0.0.1:8000', 'proxy-thinker'));
});

test('the README names every field that a request may have', () => {
  for (const field of Object.keys(ChatRequest.properties))
    if (!(field in neutralValues)) expect(readme).toContain(`\`${field}`);
});
