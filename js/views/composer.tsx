import { useSignal } from "@preact/signals";
import type { Act } from "../lib/types.ts";
import { Empty } from "../parts/empty.tsx";
import { Question } from "../parts/question.tsx";
import { useKept, useRun, useRunState, useScene } from "../parts/scene.ts";

/** Where a person talks back: answers, says more, has an answer written again, ends the run. Only on their gesture. */
export function Composer() {
	const acts = useRun((document) => document.stream.acts);
	const questions = useRunState((state) => state.interrupts).filter((question) => question.status === "open");
	const last = useRunState((state) => state.messages.filter((message) => message.role === "assistant").at(-1)?.id);
	const draft = useKept("draft", "");
	const asked = useSignal("");
	const problem = useSignal("");
	const { store, prefix } = useScene();
	if (acts.length === 0) return <Empty>This run takes no messages.</Empty>;

	const reason = (name: Act["id"]): string => {
		if (store.stale.value) return "no kernel is attached";
		if (asked.value) return "it is being asked";
		return acts.find((act) => act.id === name)?.reason ?? "this kernel does not know it";
	};
	const take = async (name: Act["id"], args: Record<string, unknown>, then?: () => void) => {
		asked.value = name;
		problem.value = "";
		try {
			await store.calls.ask(name, args);
			then?.();
		} catch (error) {
			problem.value = error instanceof Error ? error.message : String(error);
		}
		asked.value = "";
	};
	const send = () => {
		if (draft.value.trim() === "" || reason("send")) return;
		take("send", { text: draft.value.trim() }, () => {
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
							onAnswer={(value) => take("answer", { interrupt: question.id, value })}
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
				<button type="button" class="ssew-button" disabled={whyNot !== ""} title={whyNot || undefined} onClick={send}>
					Send
				</button>
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
					<Button
						label="Regenerate"
						reason={reason("regenerate")}
						onPress={() => take("regenerate", { message_id: last })}
					/>
					<Button label="Cancel run" reason={reason("cancel")} onPress={() => take("cancel", {})} />
				</span>
			</div>
		</section>
	);
}

function Button({ label, reason, onPress }: { label: string; reason: string; onPress: () => void }) {
	return (
		<button
			type="button"
			class="ssew-button ssew-button-plain"
			disabled={reason !== ""}
			title={reason || undefined}
			onClick={onPress}
		>
			{label}
		</button>
	);
}
