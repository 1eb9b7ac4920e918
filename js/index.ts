import { effect, signal } from "@preact/signals";
import { Aims } from "./lib/aim.ts";
import { Assets } from "./lib/assets.ts";
import { Ticker } from "./lib/clock.ts";
import type { Model } from "./lib/comm.ts";
import type { MountProps } from "./lib/host.ts";
import { Memories } from "./lib/memory.ts";
import { Player } from "./lib/player.ts";
import { Store } from "./lib/store.ts";
import { ensureStyles } from "./lib/styles.ts";
import { Typesetter } from "./lib/typesetter.ts";
import { mountView } from "./mount.tsx";

interface Start {
	model: Model;
	signal?: AbortSignal;
	/** Assets that are here already, by name. */
	modules?: Readonly<Record<string, unknown>>;
}

/** Start one run: listen, ask for its document, and offer to show views of it. */
function initialize({ model, signal: abort, modules }: Start) {
	const store = new Store(model);
	const ticker = new Ticker();
	const player = new Player(store);
	const assets = new Assets((name) => store.calls.ask("asset", { name }), modules);
	const typesetter = new Typesetter(assets);
	const hub = {
		store,
		player,
		ticker,
		assets,
		typesetter,
		aims: new Aims(),
		memories: new Memories(),
		seen: signal(0),
	};
	store.start(abort);
	const stop = effect(() => ticker.update(store.live.value && hub.seen.value > 0));
	abort?.addEventListener(
		"abort",
		() => {
			stop();
			player.stop();
			ticker.update(false);
		},
		{ once: true },
	);
	return {
		mount(props: MountProps): void {
			ensureStyles(props.el, model.get("_css"));
			mountView(hub, props);
		},
	};
}

export default { initialize };
