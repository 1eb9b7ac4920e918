import type { Version } from "../lib/types.ts";
import { Button } from "./button.tsx";
import { Figure } from "./figure.tsx";

interface Props {
	versions: readonly Version[];
	/** Which of them is shown. */
	at: number;
	onPick: (version: number) => void;
}

/** Steps through the versions of an artifact; nothing where there is one. */
export function VersionPicker({ versions, at, onPick }: Props) {
	const shown = versions[at];
	if (!shown) return null;
	if (versions.length === 1)
		return shown.version > 1 ? <Figure class="ssew-muted ssew-small">version {shown.version}</Figure> : null;
	const step = (label: string, sign: string, to: Version | undefined) => (
		<Button plain aria-label={label} disabled={!to} onClick={() => to && onPick(to.version)}>
			{sign}
		</Button>
	);
	return (
		<span class="ssew-versions">
			{step("Version before", "‹", versions[at - 1])}
			<Figure class="ssew-small">
				version {shown.version} of {versions.at(-1)?.version}
			</Figure>
			{step("Version after", "›", versions[at + 1])}
		</span>
	);
}
