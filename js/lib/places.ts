import { afterLayout } from "./after_layout.ts";

/** Milliseconds in which a view that is mounted again may grow back to where it was. */
const PATIENCE = 2000;
const MINE = ["wheel", "pointerdown", "keydown", "touchmove"];

/** Boxes that have not yet as much to scroll as when the reader left them; that they are at their end says nothing. */
export const returning = new WeakSet<Element>();

/** How far the boxes of a view are scrolled, by what tells them from each other. */
export type Places = Map<string, number>;

/** Take down where the reader scrolls the boxes in `root`, and scroll those back that `places` knows already. */
export function keepPlaces(root: HTMLElement, places: Places, signal: AbortSignal): void {
	const wanted = new Map(places);
	/** Boxes that are where they were; others may be made in their place, as when a view finds that it is wide. */
	const there = new WeakSet<Element>();
	const moved = new Set<Element>();
	const note = () => {
		for (const box of moved) if (box.isConnected && !returning.has(box)) places.set(nameOf(root, box), box.scrollTop);
		moved.clear();
	};
	const noteLater = afterLayout(note);
	root.addEventListener(
		"scroll",
		({ target }) => {
			if (!(target instanceof Element)) return;
			moved.add(target);
			noteLater();
		},
		{ signal, capture: true, passive: true },
	);
	signal.addEventListener("abort", note, { once: true });
	if (wanted.size === 0) return;
	const observer = new MutationObserver(restore);
	// Some hosts put a view into the page only after it was mounted; until then nothing in it can be scrolled.
	const sizes = new ResizeObserver(() => {
		if (root.clientHeight === 0) return;
		restore();
		setTimeout(stop, PATIENCE);
	});
	const stop = () => {
		observer.disconnect();
		sizes.disconnect();
		for (const name of wanted.keys()) returning.delete(boxOf(root, name) ?? root);
	};
	for (const kind of MINE) root.addEventListener(kind, stop, { signal, once: true, passive: true });
	signal.addEventListener("abort", stop, { once: true });
	sizes.observe(root);
	observer.observe(root, { childList: true, subtree: true });
	restore();

	function restore(): void {
		for (const [name, top] of wanted) {
			const box = boxOf(root, name);
			if (!box || there.has(box)) continue;
			box.scrollTop = top;
			if (Math.abs(box.scrollTop - top) < 2) there.add(box);
			if (there.has(box)) returning.delete(box);
			else returning.add(box);
		}
	}
}

/** What a box is, and which of those that are the same. */
function nameOf(root: Element, box: Element): string {
	return box === root ? "" : `${[...root.getElementsByClassName(box.className)].indexOf(box)} ${box.className}`;
}

function boxOf(root: Element, name: string): Element | undefined {
	const [place, ...classes] = name.split(" ");
	return name === "" ? root : root.getElementsByClassName(classes.join(" "))[Number(place)];
}
