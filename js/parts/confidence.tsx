import { percent } from "../lib/format.ts";
import { Bar } from "./bar.tsx";
import { Figure } from "./figure.tsx";

/** How sure somebody is, as a bar and a number. */
export function Confidence({ share }: { share: number }) {
	return (
		<span class="ssew-confidence">
			<Bar share={share} label="Confidence" />
			<Figure>{percent(share)} sure</Figure>
		</span>
	);
}
