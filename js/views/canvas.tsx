import { useSignalEffect } from "@preact/signals";
import type { Aim } from "../lib/aim.ts";
import { download, fileName } from "../lib/download.ts";
import { contentOf, formOf } from "../lib/made.ts";
import { textOption } from "../lib/options.ts";
import type { Artifact } from "../lib/types.ts";
import { ArtifactBody } from "../parts/artifact.tsx";
import { Button } from "../parts/button.tsx";
import { Changes } from "../parts/changes.tsx";
import { Copy } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { useKept, useRun, useRunState, useScene } from "../parts/scene.ts";
import { Tabs } from "../parts/tabs.tsx";
import { VersionPicker } from "../parts/version_picker.tsx";

/** What the agents made: documents, code, pages. */
export function Canvas() {
	const artifacts = useRunState((state) => state.canvas);
	const { prefix, options, aims } = useScene();
	const chosen = useKept("artifact", textOption(options, "artifact"));
	const heeded = useKept<Aim | null>("aim", null);
	useSignalEffect(() => {
		const aim = aims.now.value;
		if (aim?.kind !== "artifact" || aim === heeded.peek()) return;
		heeded.value = aim;
		chosen.value = aim.id;
	});
	const shown = artifacts.find((artifact) => artifact.id === chosen.value) ?? artifacts.at(-1);
	if (!shown) return <Empty>Nothing has been made.</Empty>;
	return (
		<div class="ssew-canvas">
			{artifacts.length > 1 && (
				<Tabs
					label="Artifacts"
					prefix={`${prefix}-artifact`}
					tabs={artifacts.map((artifact) => ({ key: artifact.id, label: titleOf(artifact) }))}
					selected={shown.id}
					onSelect={(id) => {
						chosen.value = id;
					}}
				/>
			)}
			<Shown key={shown.id} artifact={shown} titled={artifacts.length === 1} />
		</div>
	);
}

function Shown({ artifact, titled }: { artifact: Artifact; titled: boolean }) {
	const { aims } = useScene();
	const as = useKept<"made" | "source" | "changes">(`as ${artifact.id}`, "made");
	const version = useKept<number | null>(`version ${artifact.id}`, null);
	const active = useRun(({ stream }) => stream.active);
	const versions = [...artifact.earlier, { version: artifact.version, body: artifact.body, updated_at: null }];
	const place = versions.findIndex((it) => it.version === version.value);
	const at = place < 0 ? versions.length - 1 : place;
	const body = versions[at]?.body ?? artifact.body;
	const before = versions[at - 1];
	const shown = { ...artifact, body };
	const content = contentOf(shown);
	const form = formOf(shown);
	const here = content !== "" && form !== "elsewhere" && (form !== "picture" || content.startsWith("data:"));
	const toggle = (label: string, to: "source" | "changes") => (
		<Button
			plain
			aria-pressed={as.value === to}
			onClick={() => {
				as.value = as.value === to ? "made" : to;
			}}
		>
			{label}
		</Button>
	);
	return (
		<section class="ssew-artifact" aria-label={titleOf(artifact)}>
			<header class="ssew-artifact-head">
				{titled && <span class="ssew-artifact-title">{titleOf(artifact)}</span>}
				<span class="ssew-meta">
					<span>{artifact.language || artifact.mime || artifact.kind}</span>
					{artifact.origin && <span>by {artifact.origin}</span>}
					{!artifact.done && active && <span class="ssew-tone-busy">being written</span>}
					{artifact.message && (
						<button type="button" class="ssew-lead" onClick={() => aims.take("message", artifact.message)}>
							to its message
						</button>
					)}
				</span>
				<VersionPicker
					versions={versions}
					at={at}
					onPick={(picked) => {
						version.value = picked === artifact.version ? null : picked;
					}}
				/>
				<span class="ssew-actions">
					{before && toggle("Changes", "changes")}
					{(form === "page" || form === "prose") && toggle("Source", "source")}
					{content && <Copy text={() => content} what="artifact" />}
					{here && (
						<Button plain onClick={() => download(content, fileName(shown))}>
							Download
						</Button>
					)}
				</span>
			</header>
			{as.value === "changes" && before ? (
				<Changes before={before.body} after={body} label={`Changes from version ${before.version}`} />
			) : (
				<ArtifactBody artifact={shown} source={as.value === "source"} />
			)}
		</section>
	);
}

function titleOf(artifact: Artifact): string {
	return artifact.title || artifact.id;
}
