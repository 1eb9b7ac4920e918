import { useLayoutEffect, useState } from "preact/hooks";
import type { Interrupt } from "../lib/types.ts";
import { Badge } from "./badge.tsx";
import { Button } from "./button.tsx";
import { FormField } from "./form_field.tsx";
import { useScene } from "./scene.ts";

interface Props {
	question: Interrupt;
	/** Why it cannot be answered now; empty when it can. */
	reason: string;
	onAnswer: (value: unknown) => void;
}

/** A question that the run waits for, with what it takes to answer it. */
export function Question({ question, reason, onAnswer }: Props) {
	const asked = question.message || question.reason || "The agent waits for an answer.";
	return (
		<section class="ssew-question" aria-label={asked}>
			<p class="ssew-question-text">
				<Badge status="awaiting_input" /> <span>{asked}</span>
			</p>
			<Reply question={question} reason={reason} onAnswer={onAnswer} />
		</section>
	);
}

function Reply(props: Props) {
	const { question, reason, onAnswer } = props;
	if (question.schema !== null) return <Form {...props} />;
	const choices = question.options.map((option) => ({ label: option, value: option as unknown }));
	if (choices.length === 0 && question.tool_id !== "")
		choices.push({ label: "Approve", value: true }, { label: "Deny", value: false });
	if (choices.length === 0) return <Form {...props} />;
	return (
		<span class="ssew-actions ssew-question-choices">
			{choices.map(({ label, value }) => (
				<Button key={label} why={reason} onClick={() => onAnswer(value)}>
					{label}
				</Button>
			))}
		</span>
	);
}

type Forms = typeof import("../lib/form.ts");

/** A form, once what knows how to read its schema has come. */
function Form(props: Props) {
	const { assets } = useScene();
	const [found, setFound] = useState<Forms | null>(null);
	const [problem, setProblem] = useState("");
	useLayoutEffect(
		() => void assets.load<Forms>("form").then(setFound, (error: Error) => setProblem(error.message)),
		[],
	);
	if (found) return <Fields {...props} form={found} />;
	return problem ? <p class="ssew-problem">There is no form to answer with: {problem}.</p> : null;
}

function Fields({ question, reason, onAnswer, form: { fieldsOf, problemOf, answerOf } }: Props & { form: Forms }) {
	const { prefix } = useScene();
	const fields = fieldsOf(question.schema);
	const [values, setValues] = useState<Record<string, unknown>>(() =>
		Object.fromEntries(fields.map((field) => [field.key, field.initial])),
	);
	const [checked, setChecked] = useState(false);
	const problems = fields.map((field) => problemOf(field, values[field.key]));
	const submit = (event: Event) => {
		event.preventDefault();
		setChecked(true);
		if (problems.every((problem) => problem === "")) onAnswer(answerOf(fields, values));
	};
	return (
		<form class="ssew-form" onSubmit={submit}>
			{fields.map((field, index) => (
				<FormField
					key={field.key}
					id={`${prefix}-field-${index}`}
					field={field}
					value={values[field.key]}
					problem={checked ? (problems[index] ?? "") : ""}
					disabled={reason !== ""}
					onChange={(value) => setValues((before) => ({ ...before, [field.key]: value }))}
				/>
			))}
			<Button type="submit" why={reason}>
				Answer
			</Button>
		</form>
	);
}
