import { ask, tried } from './ask.js';
import { encoded } from './positions.js';
import { pause, Repeated } from './repeated.js';

const WAIT = 2000;
const PAUSE = 1000;

/** Follows what is written. It stops and goes on at the same positions: an answer is taken whole, or not at all. */
export class Tail {
    #params;
    #positions;
    #on;
    #asking = new Repeated(signal => this.#ask(signal));

    /** @param on what is called with each answer, and with a sentence when there is none */
    constructor(params, positions, on) {
        this.#params = params;
        this.#positions = positions;
        this.#on = on;
    }

    get runs() {
        return this.#asking.runs;
    }

    start() {
        this.#asking.start();
    }

    stop() {
        this.#asking.stop();
    }

    async #ask(signal) {
        const place = { positions: encoded(this.#positions), wait: WAIT };
        const { answer, problem } = await tried(signal, () => ask('tail', { ...this.#params, ...place }, signal));
        if (answer) {
            this.#positions = { ...this.#positions, ...answer.next };
            this.#on.answer(answer);
        } else if (problem) {
            this.#on.problem(problem);
            await pause(PAUSE, signal);
        }
        return true;
    }
}
