import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

interface ScrollerProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Scrolls sideways where its content is too wide; only then it takes the focus, so that keys can scroll it. */
export function Scroller({ label, className, children }: ScrollerProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useLayoutEffect(() => {
    const element = frame.current!;
    const measure = () => setOverflows(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const scrolling = overflows ? { role: 'region', 'aria-label': label, tabIndex: 0 } : undefined;
  return (
    <div ref={frame} className={className} {...scrolling}>
      {children}
    </div>
  );
}
