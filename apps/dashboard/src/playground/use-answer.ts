import { useCallback, useEffect, useRef, useState } from 'react';
import { type ChatRequest, streamChat } from '../api/chat.ts';
import { type Answer, asked, idle, withNews } from './answer.ts';

/** Asks for an answer and follows it. */
export interface Asking {
  readonly answer: Answer;
  readonly ask: (request: ChatRequest) => void;
  readonly stop: () => void;
}

/** One answer at a time; asking again, or leaving, stops the one before. */
export function useAnswer(): Asking {
  const [answer, setAnswer] = useState(idle);
  const running = useRef<AbortController>(undefined);

  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const ask = useCallback(
    (request: ChatRequest) => {
      stop();
      const controller = new AbortController();
      running.current = controller;
      const show = (next: Answer) => running.current === controller && setAnswer(next);
      void follow(request, controller.signal, show);
    },
    [stop],
  );
  return { answer, ask, stop };
}

async function follow(
  request: ChatRequest,
  signal: AbortSignal,
  show: (answer: Answer) => void,
): Promise<void> {
  let answer = asked(performance.now());
  show(answer);
  const showSoon = oncePerFrame(() => show(answer));
  try {
    for await (const news of streamChat(request, signal)) {
      answer = withNews(answer, news, performance.now());
      showSoon();
    }
    answer = { ...answer, state: 'done' };
  } catch (error) {
    answer = signal.aborted
      ? { ...answer, state: 'stopped' }
      : { ...answer, state: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
  show(answer);
}

/** Tokens come faster than the screen can show them: draws once for all that came since the last frame. */
function oncePerFrame(draw: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
}
