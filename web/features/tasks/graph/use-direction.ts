"use client";
import { useMedia } from "@/lib/use-media";
import type { Direction } from "./layout";

/** The direction in which a graph is drawn: as was chosen, else along the longer side of the window. */
export function useDirection(chosen: Direction | null): Direction {
  const isPhone = useMedia("(max-width: 47.99rem)");
  return chosen ?? (isPhone ? "down" : "right");
}
