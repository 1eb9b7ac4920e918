import { useEffect, useRef, useState } from "preact/hooks";
import { prettyText } from "../lib/format.ts";
import { safeLink, shortAddress } from "../lib/links.ts";
import { sandboxed } from "../lib/sandbox.ts";
import type { Artifact } from "../lib/types.ts";
import { Link } from "./link.tsx";
import { useScene } from "./scene.ts";
import { Text } from "./text.tsx";

const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]{1,1400000}$/;

/** Return whether there is something to see besides the source. */
export function hasPreview(artifact: Artifact): boolean {
	return (artifact.kind === "web" || artifact.kind === "sandbox") && !safeLink(artifact.body);
}

/** One artifact, shown as its kind asks for; what we do not know is shown as text. */
export function ArtifactBody({ artifact, source }: { artifact: Artifact; source: boolean }) {
	const { kind, body, title } = artifact;
	if (hasPreview(artifact) && !source) return <Page html={body} title={title} />;
	if (kind === "image" && PICTURE.test(body)) return <img class="ssew-picture" src={body} alt={title} />;
	if (kind !== "markdown" && kind !== "code" && safeLink(body)) return <Address url={body} />;
	if (kind === "markdown") return <Prose text={body} />;
	return <Text text={kind === "data" ? prettyText(body) : body} as="code" label={title || kind} />;
}

function Prose({ text }: { text: string }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		<section class="ssew-prose" aria-label="Document" tabIndex={0}>
			<Text text={text} />
		</section>
	);
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

function Page({ html, title }: { html: string; title: string }) {
	const { theme } = useScene();
	return (
		<iframe
			class="ssew-page"
			title={title || "Page"}
			sandbox=""
			srcdoc={sandboxed(useSettled(html), theme.value)}
			style={{ colorScheme: theme.value }}
			referrerpolicy="no-referrer"
		/>
	);
}

/** Return `value`, at most once a second while it changes: each new document flashes the frame. */
function useSettled(value: string): string {
	const [settled, settle] = useState(value);
	const latest = useRef(value);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	latest.current = value;
	if (value !== settled && timer.current === undefined) {
		timer.current = setTimeout(() => {
			timer.current = undefined;
			settle(latest.current);
		}, 1000);
	}
	useEffect(() => () => clearTimeout(timer.current), []);
	return settled;
}
