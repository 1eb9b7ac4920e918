import { percent } from "../lib/format.ts";
import { Bar } from "./bar.tsx";

/** How sure somebody is, as a bar and a number. */
export function Confidence({ share }: { share: number }) {
	return (
		<span class="ssew-confidence">
			<Bar share={share} label="Confidence" />
			<span class="ssew-number">{percent(share)} sure</span>
		</span>
	);
}
