/** Light or dark, decided by what is really behind us: hosts name their themes in too many ways. */

import type { Signal } from "@preact/signals";
import { around } from "./around.ts";

export type Theme = "light" | "dark";

/** Return the relative luminance of a CSS colour in computed form, 0 to 1; null when there is nothing to see. */
export function luminance(color: string): number | null {
	const numbers = color.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
	const [red, green, blue, alpha = 1] = numbers;
	if (red === undefined || green === undefined || blue === undefined || alpha < 0.5) return null;
	const scale = color.startsWith("rgb") ? 255 : 1;
	const [r, g, b] = [red, green, blue].map((value) => {
		const unit = value / scale;
		return unit <= 0.04045 ? unit / 12.92 : ((unit + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

export function themeOf(color: string): Theme {
	return (luminance(color) ?? 1) < 0.18 ? "dark" : "light";
}

/** Keep `theme`, and the styles of `root`, as the host is, also when it changes. */
export function keepTheme(root: HTMLElement, theme: Signal<Theme>, signal: AbortSignal): void {
	const update = () => {
		const behind = background(root.parentElement ?? root);
		if (behind) root.style.setProperty("--ssew-behind", behind);
		else root.style.removeProperty("--ssew-behind");
		theme.value = themeOf(getComputedStyle(root).backgroundColor);
		root.dataset.ssewTheme = theme.value;
	};
	update();
	watch(update, signal);
}

const watching = new Set<() => void>();
let observer: MutationObserver | undefined;

/** Call `update` when the host may look different; one observer serves all views. */
function watch(update: () => void, signal: AbortSignal): void {
	watching.add(update);
	if (!observer) {
		observer = new MutationObserver(() => {
			for (const other of watching) other();
		});
		for (const target of [document.documentElement, document.body]) observer.observe(target, { attributes: true });
	}
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update, { signal });
	signal.addEventListener("abort", () => unwatch(update), { once: true });
}

function unwatch(update: () => void): void {
	watching.delete(update);
	if (watching.size > 0) return;
	observer?.disconnect();
	observer = undefined;
}

/** Return the colour the host paints behind `element`, through shadow roots; empty when it paints none. */
function background(element: Element): string {
	for (let node: Element | null = element; node; node = around(node)) {
		const color = getComputedStyle(node).backgroundColor;
		if (luminance(color) !== null) return color;
	}
	return "";
}
