/** The client of throughput.ts: gets work from its parent, streams the answers, reports what it read. */
import { Agent, request } from 'node:http';
import { inLanes } from '@vr/bench/lanes';

/** Requests to send, so many at a time. */
export interface Work {
  readonly url: string;
  readonly lanes: number;
  readonly requests: readonly object[];
}

/** What came of it. `texts`: reasoning, a bar, content, of each answer. */
export interface Report {
  readonly tokens: number;
  readonly seconds: number;
  readonly texts: readonly string[];
}

const agent = new Agent({ keepAlive: true });

process.on('message', async ({ url, lanes, requests }: Work) => {
  const texts: string[] = [];
  let tokens = 0;
  const started = performance.now();
  await inLanes(requests.entries(), lanes, async ([index, body]) => {
    const answer = await read(url, JSON.stringify(body));
    texts[index] = `${answer.reasoning}|${answer.content}`;
    tokens += answer.tokens;
  });
  const report: Report = { tokens, seconds: (performance.now() - started) / 1000, texts };
  process.send!(report);
});

function read(url: string, body: string) {
  return new Promise<{ reasoning: string; content: string; tokens: number }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('error', reject);
      response.on('end', () =>
        response.statusCode === 200 ? resolve(parse(text)) : reject(new Error(text)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function parse(text: string) {
  let reasoning = '';
  let content = '';
  let tokens = 0;
  for (const event of text.split('\n\n')) {
    if (!event.startsWith('data: {')) continue;
    const { choices, usage } = JSON.parse(event.slice('data: '.length));
    reasoning += choices[0]?.delta.reasoning_content ?? '';
    content += choices[0]?.delta.content ?? '';
    tokens += usage?.completion_tokens ?? 0;
  }
  return { reasoning, content, tokens };
}
