// After a step that changes the screen but not its address: the next key goes on from the new heading, not from the page's top.
import { useEffect, useRef } from "react";

/** For the heading of a screen that has several steps. */
export function useStepHeading(step: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [step]);
  return { ref: heading, tabIndex: -1 };
}
