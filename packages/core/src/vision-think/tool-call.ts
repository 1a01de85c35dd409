import type { Box } from '../image.ts';

/** What an answer asks for. */
export type LookRequest =
  /** Nothing: it is an answer. */
  | { readonly type: 'answer' }
  /** Every image at a higher resolution. */
  | { readonly type: 'resize' }
  /** A part of the image with this index, from 0 on, the box in pixels of the image as it was first shown. */
  | { readonly type: 'crop'; readonly image: number; readonly box: Box }
  /** Something that cannot be done, and why not, for the model to read. */
  | { readonly type: 'error'; readonly error: string };

/**
 * Reads a call as the published code does: in each `<tool_call>…</tool_call>` every text from `{` to the next `}}` on
 * one line, all calls together exactly one, asking for the action "resize". The name of the tool is not looked at, and
 * a call without its closing tag is none.
 */
export function publishedCall(answer: string): LookRequest {
  const calls = [...answer.matchAll(/<tool_call>(.*?)<\/tool_call>/gs)].map(([, call]) => call!);
  if (calls.length === 0) return { type: 'answer' };
  try {
    const texts = calls.flatMap((call) => call.match(/\{.*?\}\}/g) ?? []);
    const actions = texts.map((text) => JSON.parse(text).arguments.action);
    const [unknown] = actions.filter((action) => action !== 'resize').map(String);
    if (unknown !== undefined)
      return error(`Unknown Tool Type: ${unknown}. Available function tools are: \`resize\``);
    if (actions.length === 1) return { type: 'resize' };
    return error('You should only call function `resize` once per function call.');
  } catch (cause) {
    return error(cause instanceof Error ? cause.message : String(cause));
  }
}

/**
 * Reads a call more kindly: the first JSON object after `<tool_call>`, over as many lines as it likes, closed by its
 * tag or not. What wants to be a call and cannot be read asks for a higher resolution, which costs less than a turn
 * about its form. Another tool, another action or a box that is none is an error.
 */
export function readCall(answer: string): LookRequest {
  const [, opened] = answer.split('<tool_call>', 2);
  if (opened === undefined) return { type: 'answer' };
  const call = parsed(firstObject(opened.split('</tool_call>', 1)[0]!));
  if (!isObject(call) || !isObject(call.arguments)) return { type: 'resize' };
  const { action, image = 1, box } = call.arguments;
  if (call.name === 'crop_image') {
    if (isBox(box) && typeof image === 'number') return { type: 'crop', image: image - 1, box: boxOf(box) };
    return error('crop_image needs "box": [left, top, right, bottom], in pixels');
  }
  if (call.name !== 'resize_image') return error(`there is no tool "${call.name}"`);
  if (action !== 'resize') return error(`resize_image knows the action "resize" only, found "${action}"`);
  return { type: 'resize' };
}

const error = (text: string) => ({ type: 'error', error: text }) as const;

/** The text of the first object, braces balanced, those within strings not counted; all the rest if it never ends. */
function firstObject(text: string): string {
  const start = Math.max(0, text.indexOf('{'));
  let depth = 0;
  for (const { 0: sign, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (sign === '{') depth++;
    if (sign === '}' && --depth === 0) return text.slice(start, start + index + 1);
  }
  return text.slice(start);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Corners = readonly [number, number, number, number];

function isBox(value: unknown): value is Corners {
  return Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);
}

const boxOf = ([left, top, right, bottom]: Corners): Box => ({ left, top, right, bottom });
