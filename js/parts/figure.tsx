import type { ComponentChildren } from "preact";

/** A number with its unit: never broken over two lines, and its digits do not jitter as they change. */
export function Figure({ children, class: extra = "" }: { children: ComponentChildren; class?: string }) {
	return <span class={`ssew-number ${extra}`}>{children}</span>;
}
