"use client";
import { type RefObject, useEffect, useState } from "react";

/** Whether an element is in view or nearly so; it stays false until the browser says so. */
export function useVisible(element: RefObject<Element | null>, margin = "200px"): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new IntersectionObserver(([entry]) => setVisible(entry?.isIntersecting ?? false), { rootMargin: margin });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, margin]);
  return isVisible;
}
