import { useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { useRun, useScene } from "./scene.ts";

const labels = { stop: "Stop", reconnect: "Reconnect", pause: "Pause", resume: "Resume" };

/** A button that asks something of the kernel; absent when it makes no sense now. */
export function CommandButton({ name }: { name: keyof typeof labels }) {
	const { store } = useScene();
	const possible = useRun((document) => document.stream.can.includes(name));
	const [asked, setAsked] = useState(false);
	const [problem, setProblem] = useState("");
	if (!possible) return null;
	const stale = store.stale.value;
	const press = async () => {
		setAsked(true);
		setProblem("");
		try {
			await store.calls.ask(name);
		} catch (error) {
			setProblem(error instanceof Error ? error.message : String(error));
		}
		setAsked(false);
	};
	return (
		<Button
			disabled={stale || asked}
			title={stale ? "No kernel is attached" : problem || undefined}
			data-problem={problem !== ""}
			onClick={press}
		>
			{asked ? "Asked…" : problem ? `${labels[name]}: failed` : labels[name]}
		</Button>
	);
}
