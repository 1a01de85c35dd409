const refusals = [
  /\b(?:can(?:no|')t|cannot|can not|could ?n[o']t|unable to|not able to)\s+(?:\w+\s+){0,2}?(?:read|see|make out|tell|discern|determine|identify|recogni[sz]e|distinguish)\b/i,
  /\btoo\s+(?:small|blurry|blurred|tiny|pixelated|dark)\b/i,
  /\b(?:illegible|unreadable|not (?:legible|readable|clear enough)|low resolution|higher resolution)\b/i,
];

/**
 * Whether an answer, or the thought before it, calls a tool, or says in English that the picture does not show enough.
 * What is said in a thought counts: a model that could not read and guessed says so there.
 */
export function asksForMore(answer: string): boolean {
  return answer.includes('<tool_call>') || refusals.some((refusal) => refusal.test(answer));
}
