import type { Block } from "./blocks.ts";
import type { Definitions } from "./links.ts";
import type { Tools } from "./tools.ts";

/** A block in the page. */
export interface Shown {
	readonly element: HTMLElement;
	/** Bring it up to date; `open` when more of the block may come. */
	show(block: Block, open: boolean): void;
}

/** What can be shown once more as it was. */
export interface Again {
	again(): void;
}

/** What all blocks of one document share. */
export interface Shared {
	readonly definitions: Definitions;
	readonly tools: Tools;
	/** The block that grows, if any. */
	growing(): Block | null;
	/** Show `box` again when `label` is defined. */
	await(label: string, box: Again): void;
}
