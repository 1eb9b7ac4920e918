import type { Field } from "../lib/form.ts";

interface Props {
	field: Field;
	value: unknown;
	problem: string;
	/** Of our own elements. */
	id: string;
	disabled: boolean;
	onChange: (value: unknown) => void;
}

/** One field of a form with its label, its help, and what is wrong with it. */
export function FormField(props: Props) {
	const { field, problem, id } = props;
	return (
		<div class="ssew-field" data-kind={field.kind}>
			<label class="ssew-label" for={id}>
				{field.label}
				{field.required && field.key !== "" && <span class="ssew-muted"> (needed)</span>}
			</label>
			<Control {...props} />
			{field.help && <p class="ssew-muted ssew-small">{field.help}</p>}
			{problem && (
				<p id={`${id}-problem`} class="ssew-problem">
					{field.label} {problem}
				</p>
			)}
		</div>
	);
}

function Control({ field, value, problem, id, disabled, onChange }: Props) {
	const common = { id, disabled, "aria-invalid": problem !== "", "aria-describedby": `${id}-problem` };
	const json = field.kind === "json";
	const numeric = field.kind === "number" || field.kind === "integer";
	const text = typeof value === "string" ? value : "";
	switch (field.kind) {
		case "flag":
			return (
				<input
					{...common}
					type="checkbox"
					checked={value === true}
					onChange={(event) => onChange(event.currentTarget.checked)}
				/>
			);
		case "choice":
			return (
				<select
					{...common}
					class="ssew-entry-box"
					onChange={(event) => onChange(field.choices[event.currentTarget.selectedIndex - 1])}
				>
					<option selected={value === undefined}>choose…</option>
					{field.choices.map((choice, index) => (
						<option key={index} selected={choice === value}>
							{String(choice)}
						</option>
					))}
				</select>
			);
		case "choices":
			return (
				<fieldset {...common} class="ssew-choices" aria-label={field.label}>
					{field.choices.map((choice, index) => (
						<label key={index} class="ssew-choice">
							<input
								type="checkbox"
								disabled={disabled}
								checked={(value as unknown[]).includes(choice)}
								onChange={(event) => {
									const others = (value as unknown[]).filter((each) => each !== choice);
									onChange(event.currentTarget.checked ? [...others, choice] : others);
								}}
							/>
							{String(choice)}
						</label>
					))}
				</fieldset>
			);
		case "json":
		case "long":
			return (
				<textarea
					{...common}
					class="ssew-entry-box"
					data-code={json}
					rows={json ? 3 : 2}
					placeholder={json ? "JSON" : ""}
					value={json ? undefined : text}
					onInput={({ currentTarget }) => onChange(json ? parsed(currentTarget.value) : currentTarget.value)}
				/>
			);
		default:
			return (
				<input
					{...common}
					class="ssew-entry-box"
					type={(numeric ? "number" : "text") as "text"}
					step={field.kind === "integer" ? 1 : "any"}
					value={numeric && Number.isFinite(value) ? String(value) : text}
					onInput={({ currentTarget }) => {
						const { value: typed, valueAsNumber } = currentTarget;
						onChange(!numeric ? typed : typed === "" ? undefined : valueAsNumber);
					}}
				/>
			);
	}
}

/** JSON as a value; text that is none as it is. */
function parsed(typed: string): unknown {
	try {
		return JSON.parse(typed);
	} catch {
		return typed;
	}
}
