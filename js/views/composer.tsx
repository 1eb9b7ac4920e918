import { useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Empty } from "../parts/empty.tsx";
import { Question } from "../parts/question.tsx";
import { useKept, useRun, useRunState, useScene } from "../parts/scene.ts";

/** Where a person talks back: answers, says more, has an answer written again, ends the run. Only on their gesture. */
export function Composer() {
	const acts = useRun((document) => document.stream.acts);
	const questions = useRunState((state) => state.interrupts).filter((question) => question.status === "open");
	const last = useRunState((state) => state.messages.filter((message) => message.role === "assistant").at(-1)?.id);
	const draft = useKept("draft", "");
	const { problem, reason, ask } = useAsking();
	const { prefix } = useScene();
	if (acts.length === 0) return <Empty>This run takes no messages.</Empty>;

	const send = () => {
		if (draft.value.trim() === "" || reason("send")) return;
		ask("send", { text: draft.value.trim() }, () => {
			draft.value = "";
		});
	};
	const whyNot = reason("send");
	return (
		<section class="ssew-composer" aria-label="Talk to the agent">
			{questions.length > 0 && (
				<div class="ssew-questions">
					{questions.map((question) => (
						<Question
							key={question.id}
							question={question}
							reason={reason("answer")}
							onAnswer={(value) => ask("answer", { interrupt: question.id, value })}
						/>
					))}
				</div>
			)}
			<div class="ssew-composer-row">
				<textarea
					class="ssew-entry-box"
					rows={2}
					aria-label="Message to the agent"
					aria-describedby={`${prefix}-why`}
					placeholder={whyNot ? "" : "Say something; Enter sends, Shift+Enter begins a line"}
					disabled={whyNot !== ""}
					value={draft.value}
					onInput={(event) => {
						draft.value = event.currentTarget.value;
					}}
					onKeyDown={(event) => {
						if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
						event.preventDefault();
						send();
					}}
				/>
				<Button why={whyNot} onClick={send}>
					Send
				</Button>
			</div>
			<div class="ssew-composer-row">
				<p id={`${prefix}-why`} class="ssew-muted ssew-small ssew-composer-why" role="status">
					{problem.value ? (
						<span class="ssew-tone-bad">{problem.value}</span>
					) : (
						whyNot && `Nothing can be sent: ${whyNot}.`
					)}
				</p>
				<span class="ssew-actions">
					<Button plain why={reason("regenerate")} onClick={() => ask("regenerate", { message_id: last })}>
						Regenerate
					</Button>
					<Button plain why={reason("cancel")} onClick={() => ask("cancel", {})}>
						Cancel run
					</Button>
				</span>
			</div>
		</section>
	);
}
