import { present } from '../questions/filter.ts';

/** How the two sides are asked, and which question of which run. It lives in the address. */
export interface PlaygroundSettings {
  /** Names of models. */
  readonly left?: string;
  readonly right?: string;
  readonly leftAlpha?: number;
  readonly rightAlpha?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly tokens?: number;
  readonly run?: string;
  readonly question?: string;
}

/** What is asked for where the address says nothing. */
export const usual = {
  left: 'large-base',
  right: 'proxy-thinker',
  temperature: 0,
  seed: 0,
  tokens: 160,
} as const;

/** The settings' greatest values. */
export const most = { alpha: 2, temperature: 2, seed: 2 ** 31 - 1, tokens: 1024 } as const;

/** Reads settings from the address and leaves out what it does not understand. */
export function readSettings(search: Readonly<Record<string, unknown>>): PlaygroundSettings {
  return present({
    left: text(search.left),
    right: text(search.right),
    leftAlpha: number(search.leftAlpha, most.alpha),
    rightAlpha: number(search.rightAlpha, most.alpha),
    temperature: number(search.temperature, most.temperature),
    seed: wholeNumber(search.seed, most.seed),
    tokens: wholeNumber(search.tokens, most.tokens),
    run: text(search.run),
    question: text(search.question),
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown, greatest: number): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= greatest ? value : undefined;
}

function wholeNumber(value: unknown, greatest: number): number | undefined {
  return Number.isInteger(value) ? number(value, greatest) : undefined;
}
