import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { plural } from "../lib/format.ts";
import { textOption } from "../lib/options.ts";
import { Fold } from "./fold.tsx";
import { useScene } from "./scene.ts";

interface Step {
	key: string;
	item: ComponentChildren;
	thought: string;
	tool: string;
}

/** Steps in a row that are shown one by one. */
const FEW = 4;

/** Thoughts and calls in a row: a few as they are, many as one line and the last of them. What failed stays in sight. */
export function Steps({ name, live, children }: { name: string; live: boolean; children: readonly Step[] }) {
	const { tools, options, memory } = useScene();
	const told = (step: Step) => textOption(options, step.tool ? "tools" : "thoughts");
	const shown = children.filter((step) => told(step) !== "hidden");
	const bad = useComputed(() =>
		shown
			.filter((step) => tools.value.get(step.tool)?.error)
			.map((step) => step.key)
			.join("\n"),
	).value;
	if (shown.length <= FEW || shown.some((step) => told(step) === "open")) return <Items steps={shown} />;
	const touched = shown.some((step) => memory.signal<boolean | null>(`fold ${step.key}`, null).value !== null);
	const failed = new Set(bad.split("\n"));
	const outside = shown.filter((step, index) => failed.has(step.key) || (live && index === shown.length - 1));
	const inside = shown.filter((step) => !outside.includes(step));
	return (
		<>
			<Fold
				name={`steps ${name}`}
				class="ssew-steps"
				open={touched}
				head={
					<span class="ssew-steps-count">
						{live ? "Working through" : "Worked through"} {plural(shown.length, "step")}
					</span>
				}
				body={() => <Items steps={inside} />}
			/>
			<Items steps={outside} />
		</>
	);
}

function Items({ steps }: { steps: readonly Step[] }) {
	return (
		<>
			{steps.map((step) => (
				<div key={step.key} class="ssew-step">
					{step.item}
				</div>
			))}
		</>
	);
}
