import type { ReactNode } from 'react';

interface FigureProps {
  /** What there is to be seen, as a sentence. */
  readonly title: string;
  /** How to read it. */
  readonly reading: string;
  readonly children: ReactNode;
}

/** A chart with its words; the same numbers stand in the table below it. */
export function Figure({ title, reading, children }: FigureProps) {
  return (
    <figure className="figure card">
      <figcaption>
        <p className="figure-title">{title}</p>
        <p className="muted small">{reading}</p>
      </figcaption>
      {children}
    </figure>
  );
}

interface PictureProps {
  /** What the picture shows, for those who do not see it. */
  readonly alternative: string;
  readonly children: ReactNode;
}

/** A drawing that is one thing to a screen reader. */
export function Picture({ alternative, children }: PictureProps) {
  return (
    <div role="img" aria-label={alternative}>
      {children}
    </div>
  );
}

interface PanelProps extends PictureProps {
  readonly name: string;
}

/** One of several charts with the same axes. */
export function Panel({ name, alternative, children }: PanelProps) {
  return (
    <div className="panel">
      <h3>{name}</h3>
      <Picture alternative={alternative}>{children}</Picture>
    </div>
  );
}
