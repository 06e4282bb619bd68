// After what is shown changed without a new page: the next key goes on from there, and it is shown from its top.
import { useEffect, useRef } from "react";

/** @param what changes with what is shown. @returns for the element that takes the focus then */
export function useFocusAfter<E extends HTMLElement>(what: string) {
  const target = useRef<E>(null);
  const shown = useRef(what);
  useEffect(() => {
    if (shown.current === what) return;
    shown.current = what;
    scrollTo(0, 0);
    target.current?.focus({ preventScroll: true });
  }, [what]);
  return target;
}

/** For the heading of a screen that has several steps, and one address. */
export const useStepHeading = (step: string) => ({ ref: useFocusAfter<HTMLHeadingElement>(step), tabIndex: -1 });
