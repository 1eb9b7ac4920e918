import { useRef } from "preact/hooks";
import { Pace } from "../lib/pace.ts";
import { useNow } from "./scene.ts";

/** How many a second of something that is counted up, over the last few seconds. */
export function Rate({ of, at }: { of: number; at: number }) {
	const pace = useRef(new Pace());
	const rate = pace.current.take(of, Math.max(at, useNow()));
	if (rate === null) return null;
	return <span class="ssew-muted"> · {rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s</span>;
}
