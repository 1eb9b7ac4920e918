import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { afterLayout } from "../lib/after_layout.ts";
import { between, Extents } from "../lib/extents.ts";
import type { Follower } from "../lib/follow.ts";
import { useKept } from "./scene.ts";

/** The follower of the box around, once there is one. */
export const Following = createContext<{ current: Follower | undefined } | null>(null);

/** As many, and as tall together, as are always all in the page, where the browser can search them. */
const FEW = 80;
const SHORT = 20_000;
/** Pixels above and below what is in sight that are in the page too. */
const BEYOND = 900;

interface Props {
	keys: readonly string[];
	/** About how tall a thing is, in pixels, until it is measured. */
	guess: (index: number) => number;
	/** The class of the box of a thing. */
	dress: (index: number) => string;
	children: (index: number) => ComponentChildren;
	/** The key of what to go to, in an object of its own for each time. */
	aim?: { key: string } | null;
}

/** Things in a row that scrolls, of which only those near the reader are in the page. */
export function Windowed({ keys, guess, dress, children, aim = null }: Props) {
	const following = useContext(Following);
	const measured = useKept<Extents | null>("extents", null);
	measured.value ??= new Extents();
	const extents = measured.value;
	const sight = useRef<[number, number] | null>(null);
	const focused = useRef<Element | null>(null);
	const sizes = useRef<ResizeObserver>(undefined);
	const above = useRef<HTMLDivElement>(null);
	const [, redraw] = useReducer((count: number) => count + 1, 0);

	const offsets = extents.offsets(keys, guess);
	const end = offsets[keys.length] as number;
	const all = keys.length <= FEW && end < SHORT;
	const [first, last] = all ? [0, keys.length] : inSight(offsets, sight.current, keys.length);

	// Not a layout effect: the follower belongs to the box around, which is mounted after us.
	useEffect(() => {
		const box = following?.current?.box;
		if (!box) return;
		const look = () => {
			const { scrollTop, scrollHeight, clientHeight } = box;
			const atEnd = scrollHeight - scrollTop - clientHeight < BEYOND / 4;
			if (atEnd && !sight.current) return;
			sight.current = atEnd ? null : [scrollTop, scrollTop + clientHeight];
			redraw(0);
		};
		const lookLater = afterLayout(look);
		// While it follows it is moved with everything that comes, and need not be looked at before the page is laid out.
		const scrolled = () => (following?.current?.attached ? lookLater() : look());
		const remember = (event: Event) => {
			focused.current = event.target as Element;
		};
		box.addEventListener("scroll", scrolled, { passive: true });
		box.addEventListener("focusin", remember);
		return () => {
			box.removeEventListener("scroll", scrolled);
			box.removeEventListener("focusin", remember);
		};
	}, [all]);

	useLayoutEffect(() => {
		const observer = new ResizeObserver((entries) => {
			let fresh = false;
			for (const { target, borderBoxSize } of entries) {
				const key = (target as HTMLElement).dataset.turn;
				if (!target.isConnected) observer.unobserve(target);
				else if (key && extents.set(key, borderBoxSize[0]?.blockSize ?? target.clientHeight)) fresh = true;
			}
			// What is shorter than it was taken for leaves room for more.
			if (fresh) redraw(0);
		});
		sizes.current = observer;
		return () => observer.disconnect();
	}, []);

	useLayoutEffect(() => {
		for (const turn of above.current?.parentElement?.children ?? [])
			if ((turn as HTMLElement).dataset.turn) sizes.current?.observe(turn);
		// What had the focus may be out of sight now; keys must not end up in the notebook.
		if (focused.current && !focused.current.isConnected) {
			focused.current = null;
			following?.current?.box.focus({ preventScroll: true });
		}
	}, [first, last, keys.length]);

	useEffect(() => {
		const index = aim ? keys.indexOf(aim.key) : -1;
		const follower = following?.current;
		if (index < 0 || !follower) return;
		const there = above.current?.parentElement?.querySelector<HTMLElement>(
			`[data-turn="${CSS.escape(keys[index] ?? "")}"]`,
		);
		follower.goTo(there?.offsetTop ?? offsets[index] ?? 0);
	}, [aim]);

	return (
		<>
			<div ref={above} style={{ blockSize: `${offsets[first] ?? 0}px` }} />
			{keys.slice(first, last).map((key, place) => (
				<div key={key} data-turn={key} class={dress(first + place)}>
					{children(first + place)}
				</div>
			))}
			<div style={{ blockSize: `${end - (offsets[last] ?? end)}px` }} />
		</>
	);
}

/** Return the range to show; without a place in sight, that is the end. */
function inSight(offsets: readonly number[], sight: [number, number] | null, count: number): [number, number] {
	if (!sight) {
		const end = offsets[count] as number;
		return [between(offsets, end - 2 * BEYOND, end)[0], count];
	}
	return between(offsets, sight[0] - BEYOND, sight[1] + BEYOND);
}
