import { lastSentence } from "../lib/format.ts";
import { textOption } from "../lib/options.ts";
import type { Thought } from "../lib/types.ts";
import { Fold } from "./fold.tsx";
import { Long } from "./long.tsx";
import { memo } from "./memo.ts";
import { useRunState, useScene } from "./scene.ts";
import { Elapsed } from "./time.tsx";

/** Characters of a thought from which it can be closed from below too. */
const LONG = 800;

const verbs = {
	thinking: ["Thinking", "Thought"],
	step: ["Step", "Step"],
	summary: ["Summing up", "Summary"],
	redacted: ["Thinking, not shown", "Thought, not shown"],
} as const;

/** A piece of reasoning, folded to one live line; its steps are inside. */
export const ThoughtLine = memo(({ thought }: { thought: Thought }) => {
	const told = textOption(useScene().options, "thoughts");
	if (told === "hidden") return null;
	const [now, then] = verbs[thought.kind] ?? verbs.thinking;
	return (
		<Fold
			name={`thought ${thought.id}`}
			class="ssew-thought"
			open={told === "open"}
			long={thought.content.length > LONG}
			head={
				<>
					<span class="ssew-thought-verb" data-live={!thought.done}>
						{thought.done ? then : now}
					</span>
					{!instant(thought) && (
						<span class="ssew-thought-time">
							<Elapsed from={thought.started_at} to={thought.ended_at} running={!thought.done} />
						</span>
					)}
					<span class="ssew-thought-brief">{headline(thought)}</span>
					{thought.agent && <span class="ssew-muted ssew-aside">{thought.agent}</span>}
				</>
			}
			body={() => <Body thought={thought} />}
		/>
	);
});

function Body({ thought }: { thought: Thought }) {
	const all = useRunState((state) => state.thoughts);
	const steps = all.filter((other) => other.parent === thought.id && other.id !== thought.id);
	return (
		<>
			{thought.title && <p class="ssew-thought-title">{thought.title}</p>}
			{thought.kind === "redacted" && !thought.content && <p class="ssew-muted">Its provider keeps it to itself.</p>}
			{thought.content && <Long name={thought.id} text={thought.content} open={!thought.done} />}
			{steps.map((step) => (
				<ThoughtLine key={step.id} thought={step} />
			))}
		</>
	);
}

/** Return whether a thought came in one piece, so that no time is worth telling. */
function instant({ done, started_at, ended_at }: Thought): boolean {
	return done && (ended_at ?? 0) - (started_at ?? 0) < 0.05;
}

function headline(thought: Thought): string {
	const sentence = lastSentence(thought.content);
	return [thought.done ? thought.title : "", sentence].filter(Boolean).join(" · ") || thought.title;
}
