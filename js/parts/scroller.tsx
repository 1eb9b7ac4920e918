import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Follower } from "../lib/follow.ts";
import { plural } from "../lib/format.ts";
import { isActive } from "../lib/status.ts";
import { useKept, useRunState } from "./scene.ts";
import { Following } from "./windowed.tsx";

interface Props {
	name: string;
	label: string;
	role?: "region" | "log";
	/** How many things there are to see; tells how many are new below. */
	count: number;
	children: ComponentChildren;
}

/** A box that stays at its end while the reader is there, and says what is new when not. */
export function Scroller({ name, label, role = "region", count, children }: Props) {
	const box = useRef<HTMLDivElement>(null);
	const follower = useRef<Follower>(undefined);
	/** How many there were when the reader went away from the end; null while there. */
	const left = useKept<{ seen: number; held: boolean } | null>(`left ${name}`, null);
	const growing = useRunState((state) => isActive(state.status));
	const seen = useRef(count);
	seen.current = count;

	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return;
		const abort = new AbortController();
		const follow = new Follower(
			element,
			(now) => {
				left.value = now ? null : { seen: seen.current, held: follow.held };
			},
			abort.signal,
		);
		follow.attached = left.peek() === null;
		follow.held = left.peek()?.held ?? false;
		follower.current = follow;
		const sizes = new ResizeObserver(() => follow.grew());
		sizes.observe(element);
		if (element.firstElementChild) sizes.observe(element.firstElementChild);
		return () => {
			sizes.disconnect();
			abort.abort();
		};
	}, []);

	const attached = left.value === null;
	const news = count - (left.value?.seen ?? count);
	return (
		<div class="ssew-scroller">
			{/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles may have a label */}
			<div ref={box} class="ssew-scroll" role={role} aria-label={label} aria-live="off" tabIndex={0}>
				<Following.Provider value={follower}>{children}</Following.Provider>
			</div>
			{attached && growing && (
				<button
					type="button"
					class="ssew-pill ssew-hold"
					title="Stay here, also at the end, whatever comes"
					onClick={() => follower.current?.hold()}
				>
					Hold still
				</button>
			)}
			{!attached && (
				<button type="button" class="ssew-pill" onClick={() => follower.current?.attach()}>
					<span aria-hidden="true">↓ </span>
					{news > 0 ? `${plural(news, "new", "new")}` : "Latest"}
				</button>
			)}
		</div>
	);
}
