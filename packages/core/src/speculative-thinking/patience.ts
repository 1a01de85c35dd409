/** When the large model takes stock, and for how long. */
export interface Thresholds {
  /** Negative thoughts it takes. */
  readonly patience: number;
  /** Tokens that the large model then writes. */
  readonly recapTokens: number;
}

/** The thresholds after this many recaps: patience 15, 20, 25, 30, 30, …; tokens 125, 150, 175, 200, 200, … */
export function growingThresholds(recaps: number): Thresholds {
  return {
    patience: Math.min(15 + 5 * recaps, 30),
    recapTokens: Math.min(125 + 25 * recaps, 200),
  };
}
