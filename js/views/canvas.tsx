import type { Artifact } from "../lib/types.ts";
import { ArtifactBody, hasPreview } from "../parts/artifact.tsx";
import { Copy } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { useKept, useRunState, useScene } from "../parts/scene.ts";
import { Tabs } from "../parts/tabs.tsx";

/** What the agents made: documents, code, pages. */
export function Canvas() {
	const artifacts = useRunState((state) => state.canvas);
	const chosen = useKept("artifact", "");
	const { prefix } = useScene();
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
	const source = useKept(`source ${artifact.id}`, false);
	return (
		<section class="ssew-artifact" aria-label={titleOf(artifact)}>
			<header class="ssew-artifact-head">
				{titled && <span class="ssew-artifact-title">{titleOf(artifact)}</span>}
				<span class="ssew-meta">
					<span>{artifact.language || artifact.kind}</span>
					{artifact.version > 1 && <span class="ssew-number">version {artifact.version}</span>}
					{artifact.origin && <span>by {artifact.origin}</span>}
				</span>
				<span class="ssew-actions">
					{hasPreview(artifact) && (
						<button
							type="button"
							class="ssew-button ssew-button-plain"
							aria-pressed={source.value}
							onClick={() => {
								source.value = !source.value;
							}}
						>
							{source.value ? "Preview" : "Source"}
						</button>
					)}
					<Copy text={() => artifact.body} what="artifact" />
				</span>
			</header>
			<ArtifactBody artifact={artifact} source={source.value} />
		</section>
	);
}

function titleOf(artifact: Artifact): string {
	return artifact.title || artifact.id;
}
