import { useSignal } from "@preact/signals";
import { count } from "../lib/format.ts";
import type { Facets } from "../lib/protocol.ts";
import { useScene } from "./scene.ts";

interface Props {
	query: string;
	onQuery: (query: string) => void;
}

/** What can be filtered by, picked from lists: each pick is one more condition of the query. */
export function FacetPickers({ query, onQuery }: Props) {
	const { store } = useScene();
	const facets = useSignal<Facets>({ types: [], agents: [] });
	const stale = store.stale.value;
	const ask = async () => {
		try {
			facets.value = (await store.calls.ask("facets")) as Facets;
		} catch {
			// A busy kernel: the lists stay as they were, and the query can be written by hand.
		}
	};
	const add = (condition: string) => {
		const held = query.trim();
		if (condition && !held.split(" ").includes(condition)) onQuery(held ? `${held} ${condition}` : condition);
	};
	return (
		<>
			<Picker name="Type" ask={ask} disabled={stale} onPick={add}>
				{[
					["is:error", "errors"],
					["is:unknown", "unknown"],
					["is:unreadable", "unreadable"],
					...facets.value.types.map(([type, times]) => [`type:${type}`, `${type} (${count(times)})`] as const),
				]}
			</Picker>
			<Picker name="Agent" ask={ask} disabled={stale} onPick={add}>
				{facets.value.agents.map(([name, times]) => [
					/[\s()"]/.test(name) ? `agent:"${name}"` : `agent:${name}`,
					`${name} (${count(times)})`,
				])}
			</Picker>
		</>
	);
}

interface PickerProps {
	name: string;
	children: readonly (readonly string[])[];
	disabled: boolean;
	ask: () => void;
	onPick: (condition: string) => void;
}

function Picker({ name, children, disabled, ask, onPick }: PickerProps) {
	return (
		<select
			class="ssew-select"
			aria-label={`Filter by ${name.toLowerCase()}`}
			value=""
			disabled={disabled}
			onFocus={ask}
			onPointerEnter={ask}
			onChange={(event) => {
				onPick(event.currentTarget.value);
				event.currentTarget.value = "";
			}}
		>
			<option value="">{name} ▾</option>
			{children.map(([condition, label]) => (
				<option key={condition} value={condition}>
					{label}
				</option>
			))}
		</select>
	);
}
