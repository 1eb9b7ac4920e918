import { computed, effect, type Signal, signal } from "@preact/signals";
import { render } from "preact";
import type { Aims } from "./lib/aim.ts";
import type { Assets } from "./lib/assets.ts";
import type { Ticker } from "./lib/clock.ts";
import type { MountProps } from "./lib/host.ts";
import { moveByKey } from "./lib/keys.ts";
import type { Memories } from "./lib/memory.ts";
import { keepPlaces, type Places } from "./lib/places.ts";
import type { Player } from "./lib/player.ts";
import type { Store } from "./lib/store.ts";
import { keepTheme, type Theme } from "./lib/theme.ts";
import { byId } from "./lib/transcript.ts";
import type { RunDocument } from "./lib/types.ts";
import type { Typesetter } from "./lib/typesetter.ts";
import { watchVisibility } from "./lib/visibility.ts";
import { letWheelPass } from "./lib/wheel.ts";
import { Announcements } from "./parts/announcements.tsx";
import { Empty } from "./parts/empty.tsx";
import { Fill } from "./parts/fill.tsx";
import { Guard } from "./parts/guard.tsx";
import { type Scene, SceneContext } from "./parts/scene.ts";
import { views } from "./views/index.ts";

export interface Hub {
	store: Store;
	player: Player;
	ticker: Ticker;
	memories: Memories;
	assets: Assets;
	typesetter: Typesetter;
	aims: Aims;
	/** How many mounted views somebody can see. */
	seen: Signal<number>;
}

const SPEAKS = new Set(["console", "messages", "dashboard"]);
const MOVES = new Set(["console", "timeline", "inspector"]);
/** Views that are as tall as what they show; all others keep their height. */
const TIGHT = new Set(["connection", "composer"]);
/** Views that scroll as a whole, and what they are called: a box that scrolls must be reachable by keyboard. */
const SCROLLS: Record<string, string> = {
	agents: "Agents",
	plan: "Plan",
	sources: "Sources",
	connection: "Connection",
	composer: "Composer",
};
let mounted = 0;

/** Show one view in `el` until `signal` aborts. */
export function mountView(hub: Hub, { kind, el, signal: abort, key, options = {}, host }: MountProps): void {
	const memory = hub.memories.of(key);
	const root = document.createElement("div");
	root.className = `ssew-root ssew-root-${Object.hasOwn(views, kind) ? kind : "unknown"}`;
	root.dataset.lmSuppressShortcuts = "true";
	if (Object.hasOwn(SCROLLS, kind)) {
		root.tabIndex = 0;
		root.setAttribute("role", "region");
		root.setAttribute("aria-label", SCROLLS[kind] ?? kind);
	}
	const height = memory.signal("height", heightOf(options.height));
	root.style.height = height.peek();
	root.addEventListener("keydown", (event) => event.key === "Escape" && leave(root), { signal: abort });
	if (MOVES.has(kind)) root.addEventListener("keydown", (event) => moveByKey(hub.player, event), { signal: abort });
	root.addEventListener("keydown", keepKey, { signal: abort });
	letWheelPass(root, abort);
	el.replaceChildren(root);

	const theme = signal<Theme>("light");
	keepTheme(root, theme, abort);
	const visible = watchVisibility(root, abort);
	const shown = signal<RunDocument | null>(hub.player.document.peek());
	const stopShowing = effect(() => {
		const current = hub.player.document.value;
		if (visible.value || shown.peek() === null) shown.value = current;
	});
	let counted = false;
	const stopCounting = effect(() => {
		const now = visible.value;
		if (now === counted) return;
		counted = now;
		hub.seen.value = hub.seen.peek() + (now ? 1 : -1);
	});

	mounted += 1;
	const ready = computed(() => shown.value !== null);
	const document_ = computed(() => shown.value as RunDocument);
	const scene: Scene = {
		kind,
		store: hub.store,
		player: hub.player,
		ticker: hub.ticker,
		memory,
		assets: hub.assets,
		typesetter: hub.typesetter,
		aims: hub.aims,
		options,
		host,
		theme,
		shown: document_,
		thoughts: computed(() => byId(document_.value.state.thoughts)),
		tools: computed(() => byId(document_.value.state.tools)),
		prefix: `ssew-${mounted}`,
	};
	const View = Object.hasOwn(views, kind) ? views[kind] : undefined;
	const App = () => {
		if (!View) return <Empty>This version does not know a view called “{kind}”.</Empty>;
		if (!ready.value)
			return (
				<Empty>
					{hub.store.stale.value ? "Nothing was saved, and no kernel is attached." : "Waiting for the kernel."}
				</Empty>
			);
		return <View />;
	};
	render(
		<SceneContext.Provider value={scene}>
			<Guard>
				<App />
			</Guard>
			{!TIGHT.has(kind) && <Fill root={root} />}
			{SPEAKS.has(kind) && <Announcements />}
		</SceneContext.Provider>,
		root,
	);
	keepPlaces(root, memory.signal<Places>("places", new Map()).peek(), abort);

	abort.addEventListener(
		"abort",
		() => {
			height.value = root.style.height;
			stopShowing();
			stopCounting();
			if (counted) hub.seen.value -= 1;
			render(null, root);
			root.remove();
		},
		{ once: true },
	);
}

/** Hosts have commands on single keys, some of which delete cells: what is typed in a view is for the view. */
function keepKey(event: KeyboardEvent): void {
	if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
}

/** Give the focus back to the notebook. */
function leave(root: HTMLElement): void {
	const active =
		root.getRootNode() instanceof ShadowRoot
			? (root.getRootNode() as ShadowRoot).activeElement
			: document.activeElement;
	if (active instanceof HTMLElement) active.blur();
	const outside = root.parentElement?.closest<HTMLElement>("[tabindex]");
	outside?.focus({ preventScroll: true });
}

/** Return a height from the options of a view as CSS; numbers are pixels. */
function heightOf(value: unknown): string {
	if (typeof value === "number" && value > 0) return `${value}px`;
	return typeof value === "string" && /^\d+(\.\d+)?(px|rem|em|vh|%)$/.test(value) ? value : "";
}
