import { around } from "./around.ts";

/** Milliseconds that the pointer rests on a view before the wheel is meant for it. */
const REST = 300;

/**
 * Let the wheel move the page until somebody has come to `root`: it has the focus, or the pointer rests on it.
 *
 * Whoever scrolls through a notebook passes many views, and must not be caught by any.
 */
export function letWheelPass(root: HTMLElement, signal: AbortSignal): void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const pass = (event: WheelEvent) => {
		const sideways =
			event.ctrlKey || event.metaKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
		if (sideways || root.matches(":focus-within")) return;
		event.preventDefault();
		event.stopPropagation();
		outside(root).scrollBy({ top: event.deltaY, behavior: "instant" });
		wait();
	};
	const wait = () => {
		clearTimeout(timer);
		timer = setTimeout(rest, REST);
	};
	const rest = () => root.removeEventListener("wheel", pass, true);
	const come = () => {
		// Not passive, so it must not stay: the browser waits for it before it scrolls.
		root.addEventListener("wheel", pass, { capture: true, passive: false, signal });
		wait();
	};
	root.addEventListener("pointerenter", come, { signal });
}

/** Return what scrolls around `root`. */
function outside(root: Element): Element {
	for (let box = around(root); box; box = around(box))
		if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
	return document.scrollingElement ?? document.documentElement;
}
