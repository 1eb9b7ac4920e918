import type { ComponentChildren } from "preact";
import { hostOf, safeLink } from "../lib/links.ts";

/** A link to somewhere on the web, or plain text when the address is anything else. */
export function Link({
	url,
	children,
	class: extra = "",
}: {
	url: string;
	children: ComponentChildren;
	class?: string;
}) {
	const safe = safeLink(url);
	if (!safe) return <span class={extra}>{children}</span>;
	return (
		<a class={`ssew-link ${extra}`} href={safe} title={hostOf(url)} target="_blank" rel="noopener noreferrer nofollow">
			{children}
		</a>
	);
}
