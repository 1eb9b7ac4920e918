import { count, dollars } from "../lib/format.ts";
import type { Usage } from "../lib/types.ts";
import { useRunState } from "./scene.ts";

/** What the run has used in all; nothing where nobody said. */
export function Spent() {
	const usage = useRunState((state) => state.usage);
	const said = parts(usage);
	if (said.length === 0) return null;
	return (
		<p class="ssew-meta ssew-spent" title="Used in all">
			{said.map((part) => (
				<span key={part} class="ssew-number">
					{part}
				</span>
			))}
		</p>
	);
}

function parts(usage: Usage): string[] {
	const { input_tokens: input, output_tokens: output, total_tokens: total } = usage;
	const { reasoning_tokens: reasoning, cached_tokens: cached, cost } = usage;
	const said: (string | null)[] = [
		input === null ? null : `${count(input)} tokens in`,
		cached ? `${count(cached)} of them cached` : null,
		output === null ? null : `${count(output)} out`,
		reasoning ? `${count(reasoning)} of them thinking` : null,
		input === null && output === null && total !== null ? `${count(total)} tokens` : null,
		cost === null ? null : dollars(cost),
	];
	return said.filter((part) => part !== null);
}
