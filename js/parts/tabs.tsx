import { useRef } from "preact/hooks";

export interface Tab {
	key: string;
	label: string;
	count?: number;
}

interface Props {
	label: string;
	tabs: readonly Tab[];
	selected: string;
	onSelect: (key: string) => void;
	prefix: string;
}

/** A row of tabs: one stop for Tab, arrows move. */
export function Tabs({ label, tabs, selected, onSelect, prefix }: Props) {
	const list = useRef<HTMLDivElement>(null);
	const move = (event: KeyboardEvent) => {
		const index = tabs.findIndex((tab) => tab.key === selected);
		const next = target(event.key, index, tabs.length);
		const tab = next === undefined ? next : tabs[next];
		if (!tab || next === undefined) return;
		event.preventDefault();
		onSelect(tab.key);
		if (list.current) reveal(list.current, next);
	};
	return (
		<div ref={list} class="ssew-tabs" role="tablist" aria-label={label} onKeyDown={move}>
			{tabs.map((tab, index) => (
				<button
					key={tab.key}
					type="button"
					role="tab"
					id={`${prefix}-tab-${index}`}
					class="ssew-tab"
					aria-selected={tab.key === selected}
					tabIndex={tab.key === selected ? 0 : -1}
					onClick={() => onSelect(tab.key)}
				>
					<span class="ssew-tab-label">{tab.label}</span>
					{tab.count ? <span class="ssew-count">{tab.count}</span> : null}
				</button>
			))}
		</div>
	);
}

/** Focus a tab and bring it into the row, without scrolling the notebook. */
function reveal(row: HTMLElement, index: number): void {
	const tab = row.children[index];
	if (!(tab instanceof HTMLElement)) return;
	tab.focus({ preventScroll: true });
	const end = tab.offsetLeft + tab.offsetWidth - row.clientWidth;
	row.scrollLeft = Math.max(end, Math.min(row.scrollLeft, tab.offsetLeft));
}

function target(key: string, index: number, length: number): number | undefined {
	const places: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 };
	const place = places[key];
	return place === undefined ? place : (place + length) % length;
}
