import { useState } from 'react';
import { ColouringSwitch } from '../answer/colouring.tsx';
import { TokenLegend } from '../answer/token-legend.tsx';
import { writersOf } from '../answer/writers.ts';
import type { ServedModel } from '../api/models.ts';
import { Notice } from '../components/notice.tsx';
import { QuestionForm } from './question-form.tsx';
import { requestOf, sideOf } from './side.ts';
import { SidePanel } from './side-panel.tsx';
import { contentOf, type Subject } from './subject.ts';
import { useAnswer } from './use-answer.ts';
import { useSettings } from './use-settings.ts';

interface WorkbenchProps {
  readonly models: readonly ServedModel[];
  /** What is asked about at first. */
  readonly initial: Subject;
}

/** Asks two strategies the same question. */
export function Workbench({ models, initial }: WorkbenchProps) {
  const [settings] = useSettings();
  const [subject, setSubject] = useState(initial);
  const [asked, setAsked] = useState(initial);
  const [problem, setProblem] = useState<string>();
  const left = useAnswer();
  const right = useAnswer();

  const ask = async () => {
    setProblem(undefined);
    try {
      const content = await contentOf(subject);
      setAsked(subject);
      for (const [name, { ask: send }] of [
        ['left', left],
        ['right', right],
      ] as const) {
        const side = sideOf(name, settings, models);
        if (side) send(requestOf(side, settings, content));
      }
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const stop = () => {
    left.stop();
    right.stop();
  };
  const answers = [left.answer, right.answer];
  return (
    <>
      <QuestionForm
        subject={subject}
        writing={answers.some(({ state }) => state === 'writing')}
        onSubject={setSubject}
        onAsk={() => void ask()}
        onStop={stop}
      />
      {problem !== undefined && <Notice kind="error" title={problem} />}
      <div className="row answers-bar">
        <TokenLegend writers={writersOf(answers.flatMap(({ written }) => written))} />
        <ColouringSwitch />
      </div>
      <div className="sides">
        <SidePanel name="left" models={models} answer={left.answer} target={asked.target} />
        <SidePanel name="right" models={models} answer={right.answer} target={asked.target} />
      </div>
    </>
  );
}
