import { pretty } from "../lib/format.ts";
import { useAsking } from "./asking.ts";
import { Badge } from "./badge.tsx";
import { Question } from "./question.tsx";
import { useRun, useRunState, useScene } from "./scene.ts";

/** What a person is asked about a call, below the call; where nothing else asks it, with what it takes to answer. */
export function Asked({ tool }: { tool: string }) {
	const { kind } = useScene();
	const question = useRunState((state) => state.interrupts.find((one) => one.tool_id === tool));
	const talks = useRun(({ stream }) => stream.acts.length > 0);
	const { problem, reason, ask } = useAsking();
	if (!question) return null;
	const answer = (value: unknown) => ask("answer", { interrupt: question.id, value });
	if (question.status === "open" && talks && kind === "messages")
		return (
			<>
				<Question question={question} reason={reason("answer")} onAnswer={answer} />
				{problem.value && <p class="ssew-problem">{problem.value}</p>}
			</>
		);
	return (
		<p class="ssew-asked">
			{question.status === "open" && <Badge status="awaiting_input" />}
			<span>{question.message || question.reason || "It waits for an answer."}</span>
			{question.status === "resolved" && <span class="ssew-muted">answered {pretty(question.answer)}</span>}
		</p>
	);
}
