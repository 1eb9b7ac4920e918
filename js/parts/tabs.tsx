import { useLayoutEffect, useRef } from "preact/hooks";

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

/** Tabs in the row at once; of more, those around the selected one. */
const MOST = 40;

/** A row of tabs: one stop for Tab, arrows move. The outermost of very many stand for what lies beyond them. */
export function Tabs({ label, tabs, selected, onSelect, prefix }: Props) {
	const list = useRef<HTMLDivElement>(null);
	const moved = useRef(false);
	const place = tabs.findIndex((tab) => tab.key === selected);
	const first = Math.max(0, Math.min(place - MOST / 2, tabs.length - MOST));
	const end = Math.min(first + MOST, tabs.length);
	const select = (key: string) => {
		moved.current = true;
		onSelect(key);
	};
	const move = (event: KeyboardEvent) => {
		const tab = tabs[target(event.key, place, tabs.length) ?? -1];
		if (!tab) return;
		event.preventDefault();
		select(tab.key);
	};
	useLayoutEffect(() => {
		if (moved.current && list.current) reveal(list.current, place - first);
		moved.current = false;
	}, [selected]);
	const name = (index: number) => {
		if (index === first && first > 0) return `‹ ${first + 1} more`;
		if (index === end - 1 && end < tabs.length) return `${tabs.length - index} more ›`;
		return tabs[index]?.label;
	};
	return (
		<div ref={list} class="ssew-tabs" role="tablist" aria-label={label} onKeyDown={move}>
			{tabs.slice(first, end).map((tab, nth) => (
				<button
					key={tab.key}
					type="button"
					role="tab"
					id={`${prefix}-tab-${first + nth}`}
					class="ssew-tab"
					aria-selected={tab.key === selected}
					aria-posinset={first + nth + 1}
					aria-setsize={tabs.length}
					tabIndex={tab.key === selected ? 0 : -1}
					onClick={() => select(tab.key)}
				>
					<span class="ssew-tab-label">{name(first + nth)}</span>
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
