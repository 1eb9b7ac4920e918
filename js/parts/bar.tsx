import { clamp, percent } from "../lib/format.ts";

/** How far something is; nothing at all when nobody said. */
export function Bar({ share, label, tone = "busy" }: { share: number | null; label: string; tone?: string }) {
	if (share === null) return null;
	return (
		<div
			class={`ssew-bar ssew-tone-${tone}`}
			role="progressbar"
			aria-label={label}
			aria-valuemin={0}
			aria-valuemax={100}
			aria-valuenow={Math.round(clamp(share) * 100)}
			title={percent(share)}
		>
			<div class="ssew-bar-fill" style={{ inlineSize: `${clamp(share) * 100}%` }} />
		</div>
	);
}
