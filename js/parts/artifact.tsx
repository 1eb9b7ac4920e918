import { prettyText } from "../lib/format.ts";
import { safeLink, shortAddress } from "../lib/links.ts";
import type { Artifact } from "../lib/types.ts";
import { Link } from "./link.tsx";
import { Markdown } from "./markdown.tsx";
import { Page } from "./page.tsx";
import { useRun } from "./scene.ts";
import { Text } from "./text.tsx";

const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]{1,1400000}$/;

/** Return whether there is something to see besides the source. */
export function hasPreview(artifact: Artifact): boolean {
	return (artifact.kind === "web" || artifact.kind === "sandbox") && !safeLink(artifact.body);
}

/** One artifact, shown as its kind asks for; what we do not know is shown as text. */
export function ArtifactBody({ artifact, source }: { artifact: Artifact; source: boolean }) {
	const { id, kind, body, title, url } = artifact;
	if (hasPreview(artifact) && !source) return <Page id={id} html={body} title={title} />;
	const picture = [body, url].find((each) => PICTURE.test(each));
	if (picture) return <img class="ssew-picture" src={picture} alt={title} />;
	const address = kind === "markdown" || kind === "code" ? url : body || url;
	if (safeLink(address) && (body === "" || address === body)) return <Address url={address} />;
	if (kind === "markdown") return <Prose text={body} />;
	return <Text text={kind === "data" ? prettyText(body) : body} as="code" label={title || kind} />;
}

function Prose({ text }: { text: string }) {
	const active = useRun(({ stream }) => stream.active);
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		<section class="ssew-prose" aria-label="Document" tabIndex={0}>
			<Markdown text={text} open={active} />
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
