import { ask, Refused } from './ask.js';
import { encoded } from './positions.js';

const WAIT = 2000;
const PAUSE = 1000;

/** Follows what is written. It stops and goes on at the same positions: an answer is taken whole, or not at all. */
export class Tail {
    #params;
    #positions;
    #on;
    #stop = null;

    /** @param on what is called with each answer, and with a sentence when there is none */
    constructor(params, positions, on) {
        this.#params = params;
        this.#positions = positions;
        this.#on = on;
    }

    get runs() {
        return this.#stop !== null;
    }

    async start() {
        const stop = new AbortController();
        this.#stop = stop;
        while (!stop.signal.aborted) {
            try {
                const place = { positions: encoded(this.#positions), wait: WAIT };
                const answer = await ask('tail', { ...this.#params, ...place }, stop.signal);
                if (!stop.signal.aborted) {
                    this.#positions = { ...this.#positions, ...answer.next };
                    this.#on.answer(answer);
                }
            } catch (e) {
                await this.#failed(e, stop.signal);
            }
        }
    }

    stop() {
        this.#stop?.abort();
        this.#stop = null;
    }

    async #failed(e, signal) {
        if (signal.aborted) {
            return;
        }
        if (!(e instanceof Refused)) {
            throw e;
        }
        this.#on.problem(e.message);
        await new Promise(done => setTimeout(done, PAUSE));
    }
}
