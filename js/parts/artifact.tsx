import { useLayoutEffect, useRef } from "preact/hooks";
import { prettyText } from "../lib/format.ts";
import { shortAddress } from "../lib/links.ts";
import { contentOf, formOf } from "../lib/made.ts";
import type { Artifact } from "../lib/types.ts";
import { picture } from "../markdown/image.ts";
import { Empty } from "./empty.tsx";
import { Link } from "./link.tsx";
import { Markdown } from "./markdown.tsx";
import { Page } from "./page.tsx";
import { useRun } from "./scene.ts";
import { Text } from "./text.tsx";

/** Languages by the kind of an artifact that names none. */
const languages: Record<string, string> = { data: "json", web: "html", sandbox: "html" };

/** One artifact, shown as its kind asks for; what we do not know is shown as text. */
export function ArtifactBody({ artifact, source }: { artifact: Artifact; source: boolean }) {
	const { id, kind, title, language } = artifact;
	const growing = useRun(({ stream }) => stream.active) && !artifact.done;
	const content = contentOf(artifact);
	const form = formOf(artifact);
	if (form === "picture") return <Picture key={content} src={content} alt={title || "picture"} />;
	if (form === "elsewhere") return <Address url={content} />;
	if (form === "held")
		return (
			<Empty>
				{content
					? "It is not shown here; it can be downloaded."
					: growing
						? "Nothing of it has come yet."
						: "Its content did not come along."}
			</Empty>
		);
	if (form === "page" && !source) return <Page id={id} html={content} title={title} />;
	if (form === "prose" && !source) return <Prose text={content} open={growing} />;
	const text = kind === "data" ? prettyText(content) : content;
	const known = language || (languages[kind] ?? "");
	return <Text text={text} as="code" label={title || kind} language={growing ? "" : known} />;
}

function Prose({ text, open }: { text: string; open: boolean }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		<section class="ssew-prose" aria-label="Document" tabIndex={0}>
			<Markdown text={text} open={open} />
		</section>
	);
}

/** A picture that came along, or a button that loads it: nothing is fetched before a click. */
function Picture({ src, alt }: { src: string; alt: string }) {
	const box = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => box.current?.replaceChildren(picture(src, alt, alt)), []);
	return <div ref={box} class="ssew-picture" />;
}

/** An address is shown and never loaded. */
function Address({ url }: { url: string }) {
	return (
		<p class="ssew-address">
			<Link url={url} class="ssew-chip">
				<span class="ssew-chip-text">{shortAddress(url)}</span>
			</Link>
			<span class="ssew-muted">Opens in a new tab; nothing is loaded here.</span>
		</p>
	);
}
