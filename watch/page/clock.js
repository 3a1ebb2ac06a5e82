/** What time it is where Watch runs: ages are told by its clock, also while it is silent. */
const CLOSE = 2000;
const WEIGHT = 0.1;

export class Clock {
    #ahead = null;

    /** @param now of a frame that has just come */
    hears(now) {
        const ahead = now - Date.now();
        const known = this.#ahead !== null && Math.abs(ahead - this.#ahead) < CLOSE;
        this.#ahead = known ? this.#ahead + WEIGHT * (ahead - this.#ahead) : ahead;
    }

    now() {
        return Date.now() + (this.#ahead ?? 0);
    }
}
