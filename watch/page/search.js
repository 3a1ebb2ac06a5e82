import { ask, tried } from './ask.js';
import { encoded } from './positions.js';
import { Repeated } from './repeated.js';

const ENOUGH = 500;
const MOST_MISSED = 5;

/** Looks through the whole log, some at a time: it says how far it has come, stops, and goes on from there. */
export class Search {
    #params;
    #from;
    #until = null;
    #enough = 0;
    #onlyHere = false;
    #asking = new Repeated(signal => this.#ask(signal));
    #on;
    progress = { scanned: 0, left: null, found: 0, done: false, missed: [], problem: null, command: null };

    /** @param from begin, time:MS or positions
     *  @param on what is called with what was found, whenever something has changed */
    constructor(params, from, on) {
        this.#params = params;
        this.#from = from;
        this.#on = on;
    }

    /** Whether something was found that the command would not find. */
    get onlyHere() {
        return this.#onlyHere;
    }

    get runs() {
        return this.#asking.runs;
    }

    /** Until it is through, is stopped, or has found many. */
    async start() {
        this.#enough = this.progress.found + ENOUGH;
        await this.#asking.start();
        this.#on([]);
    }

    stop() {
        this.#asking.stop();
    }

    async #ask(signal) {
        const until = this.#until === null ? {} : { until: this.#until };
        const { answer, problem } = await tried(signal, () =>
            ask('search', { ...this.#params, from: this.#from, ...until }, signal));
        if (answer) {
            this.#take(answer);
        } else if (problem) {
            this.progress = { ...this.progress, problem };
        }
        return answer !== undefined && !this.progress.done && this.progress.found < this.#enough;
    }

    #take(answer) {
        const command = this.#command(answer);
        this.#from = encoded(answer.next);
        this.#until = encoded(answer.until);
        const { scanned, found, missed } = this.progress;
        this.progress = {
            scanned: scanned + answer.scanned, left: answer.left, found: found + answer.found.length, done: answer.done,
            missed: [...new Set([...missed, ...answer.missed ?? []])].slice(0, MOST_MISSED),
            problem: answer.problem ?? null, command
        };
        this.#on(answer.found);
    }

    /** That of the first answer: those after it begin in the middle. None once it would not find all that was found. */
    #command({ command, onlyHere }) {
        this.#onlyHere ||= onlyHere === true;
        return this.#onlyHere ? null : this.#until === null ? command ?? null : this.progress.command;
    }
}
