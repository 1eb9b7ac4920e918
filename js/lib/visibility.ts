import { type ReadonlySignal, signal } from "@preact/signals";

/** Whether `element` can be seen: the page is shown and the element is near the screen. */
export function watchVisibility(element: Element, abort: AbortSignal): ReadonlySignal<boolean> {
	const visible = signal(true);
	let near = true;
	const update = () => {
		visible.value = near && document.visibilityState !== "hidden";
	};
	document.addEventListener("visibilitychange", update, { signal: abort });
	const observer = new IntersectionObserver(
		(entries) => {
			near = entries.at(-1)?.isIntersecting ?? true;
			update();
		},
		{ rootMargin: "200px" },
	);
	observer.observe(element);
	abort.addEventListener("abort", () => observer.disconnect(), { once: true });
	return visible;
}
