import type { ComponentChildren } from "preact";

/** A sentence where there is nothing else yet. */
export function Empty({ children }: { children: ComponentChildren }) {
	return <p class="ssew-empty">{children}</p>;
}
