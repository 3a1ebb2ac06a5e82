import { ask, Refused } from './ask.js';
import { encoded } from './positions.js';

const ENOUGH = 500;

/** Looks through the whole log, some at a time: it says how far it has come, stops, and goes on from there. */
export class Search {
    #params;
    #from;
    #until = null;
    #stop = null;
    #on;
    progress = { scanned: 0, left: null, found: 0, done: false, problem: null, command: null };

    /** @param from begin, time:MS or positions
     *  @param on what is called with what was found, whenever something has changed */
    constructor(params, from, on) {
        this.#params = params;
        this.#from = from;
        this.#on = on;
    }

    get runs() {
        return this.#stop !== null;
    }

    /** Until it is through, is stopped, or has found many. */
    async start() {
        const stop = new AbortController();
        this.#stop = stop;
        const enough = this.progress.found + ENOUGH;
        while (!stop.signal.aborted && !this.progress.done && this.progress.found < enough) {
            try {
                const until = this.#until === null ? {} : { until: this.#until };
                this.#take(await ask('search', { ...this.#params, from: this.#from, ...until }, stop.signal));
            } catch (e) {
                this.#failed(e, stop);
            }
        }
        if (this.#stop === stop) {
            this.#stop = null;
            this.#on([]);
        }
    }

    stop() {
        this.#stop?.abort();
        this.#stop = null;
    }

    #take(answer) {
        this.#from = encoded(answer.next);
        this.#until = encoded(answer.until);
        const { scanned, found } = this.progress;
        this.progress = {
            scanned: scanned + answer.scanned, left: answer.left, found: found + answer.found.length, done: answer.done,
            problem: answer.problem ?? null, command: answer.command ?? null
        };
        this.#on(answer.found);
    }

    #failed(e, stop) {
        if (stop.signal.aborted) {
            return;
        }
        if (!(e instanceof Refused)) {
            throw e;
        }
        this.progress = { ...this.progress, problem: e.message };
        stop.abort();
    }
}
